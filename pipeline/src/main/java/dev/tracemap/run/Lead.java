package dev.tracemap.run;

import java.util.List;

/// Something worth knowing about a run: a place to look at, with what speaks for it and what does not.
///
/// @param clusterId -1 where it is about what lies in no cluster
/// @param claim what is the matter there, without a subject
/// @param evidence figures, each as the tools give it, the strongest first
/// @param doubt what it does not say
/// @param weight about how many items it is about, times how bad it is
record Lead(int clusterId, String claim, List<String> evidence, String doubt, double weight) {
    Lead {
        evidence = List.copyOf(evidence);
    }
}
