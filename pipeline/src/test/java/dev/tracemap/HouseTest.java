package dev.tracemap;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The one place that says which stage may see which.
class HouseTest {
    private record Stage(String name, Set<String> sees) {
        Stage(String name, String... sees) {
            this(name, Set.of(sees));
        }
    }

    /// From the ground up: a stage may see only what stands before it, and of that only what it names.
    private static final List<Stage> TOWER = List.of(
            new Stage("trace"),
            new Stage("llm"),
            new Stage("cluster"),
            new Stage("sample", "trace"),
            new Stage("ingest", "trace"),
            new Stage("text", "trace"),
            new Stage("facet", "trace"),
            new Stage("finding", "trace", "text", "facet"),
            new Stage("summary", "trace", "llm", "text", "facet"),
            new Stage("embedding", "trace", "llm", "summary"),
            new Stage("label", "trace", "llm", "cluster", "facet", "summary"),
            new Stage("hierarchy", "cluster", "label"),
            new Stage("metrics", "trace", "cluster"),
            new Stage("lineage", "cluster"),
            new Stage("privacy"),
            new Stage("score", "trace", "llm", "text"),
            new Stage("insight", "trace", "facet", "metrics", "score"),
            new Stage(
                    "store",
                    "trace",
                    "cluster",
                    "facet",
                    "finding",
                    "summary",
                    "embedding",
                    "label",
                    "metrics",
                    "score",
                    "insight"),
            new Stage("sharing", "trace", "facet", "summary", "metrics", "privacy", "insight", "store"),
            new Stage("source", "trace", "ingest", "store"),
            new Stage(
                    "run",
                    "trace",
                    "llm",
                    "cluster",
                    "sample",
                    "ingest",
                    "text",
                    "facet",
                    "finding",
                    "summary",
                    "embedding",
                    "label",
                    "hierarchy",
                    "metrics",
                    "lineage",
                    "privacy",
                    "score",
                    "insight",
                    "store",
                    "source"),
            new Stage("temporal", "store", "run"));

    private static final JavaClasses HOUSE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.tracemap");

    @Test
    void everyStageSeesOnlyWhatItMay() {
        for (Stage stage : TOWER) {
            DescribedPredicate<JavaClass> forbidden = resideInAPackage("dev.tracemap..")
                    .and(resideOutsideOfPackage("dev.tracemap." + stage.name() + ".."));
            for (String seen : stage.sees()) {
                forbidden = forbidden.and(resideOutsideOfPackage("dev.tracemap." + seen + ".."));
            }
            noClasses()
                    .that()
                    .resideInAPackage("dev.tracemap." + stage.name() + "..")
                    .should()
                    .dependOnClassesThat(forbidden)
                    .because("stage " + stage.name() + " sees only " + new TreeSet<>(stage.sees()))
                    .check(HOUSE);
        }
    }

    @Test
    void noArrowRunsUpTheTower() {
        List<String> below = new ArrayList<>();
        for (Stage stage : TOWER) {
            assertTrue(below.containsAll(stage.sees()), stage.name() + " sees something above it");
            below.add(stage.name());
        }
    }

    @Test
    void everyPackageIsAStage() {
        Set<String> packages = HOUSE.stream()
                .map(type -> type.getPackageName().split("\\.", -1)[2])
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(TOWER.stream().map(Stage::name).collect(Collectors.toCollection(TreeSet::new)), packages);
    }

    @Test
    void everyPackageIsNullMarked() {
        Set<String> unmarked = HOUSE.stream()
                .map(JavaClass::getPackage)
                .filter(each -> !each.isAnnotatedWith("org.jspecify.annotations.NullMarked"))
                .map(each -> each.getName())
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(Set.of(), unmarked);
    }

    @Test
    void namesSayWhatAThingIs() {
        Set<String> vague = HOUSE.stream()
                .map(JavaClass::getSimpleName)
                .filter(name -> Stream.of("Util", "Utils", "Helper", "Manager", "Handler", "Impl", "Dto")
                        .anyMatch(name::endsWith))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(Set.of(), vague);
    }

    @Test
    void theComputeCoreKnowsNumbersOnly() {
        noClasses()
                .that()
                .resideInAPackage("dev.tracemap.cluster..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.fasterxml..", "java.sql..", "java.net..")
                .check(HOUSE);
    }
}
