package dev.tracemap.temporal;

import io.temporal.activity.ActivityInterface;

/// What a turn does to the store.
@ActivityInterface
public interface TurnActivity {
    void turn(JobRef job);
}
