package dev.tracemap.tools;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What can be read by address: the schema, the skills, and every run, cluster and trace.
public final class Resources {
    private static final String MARKDOWN = "text/markdown";
    private static final String PLAIN = "text/plain";
    private static final String SCHEMA = "tracemap://schema";
    private static final Pattern SKILL = Pattern.compile("skill://([a-z-]+)/SKILL\\.md");
    private static final Pattern RUN = Pattern.compile("tracemap://runs/([^/]+)");
    private static final Pattern CLUSTER = Pattern.compile("tracemap://runs/([^/]+)/clusters/(-?\\d{1,9})");
    private static final Pattern TRACE = Pattern.compile("tracemap://traces/([^/]+)");

    private final Desk desk;
    private final Tool getRun;
    private final Tool getCluster;
    private final Tool getTrace;

    /// @param door what stands before every tool
    Resources(Desk desk, UnaryOperator<Tool> door) {
        this.desk = desk;
        this.getRun = door.apply(GetRun.tool(desk));
        this.getCluster = door.apply(GetCluster.tool(desk));
        this.getTrace = door.apply(GetTrace.tool(desk));
    }

    /// The same at each start; needs no store.
    public List<Resource> list() {
        Stream<Resource> own = Stream.of(
                new Resource(
                        SCHEMA, "schema", "Tables for query_sql", "Every table and column, with its unit", MARKDOWN),
                new Resource(
                        "tracemap://runs/latest",
                        "latest-run",
                        "The latest run",
                        "State, parameters and largest clusters of the latest complete run",
                        PLAIN));
        Stream<Resource> skills = Skills.NAMES.stream()
                .map(name ->
                        new Resource(Skills.uri(name), name, "Skill: " + name, Skills.description(name), MARKDOWN));
        return Stream.concat(own, skills).toList();
    }

    /// The same at each start; needs no store.
    public List<ResourceTemplate> templates() {
        return List.of(
                new ResourceTemplate(
                        "tracemap://runs/{run_id}",
                        "run",
                        "A run",
                        "State, parameters and largest clusters of a run",
                        PLAIN),
                new ResourceTemplate(
                        "tracemap://runs/{run_id}/clusters/{cluster_id}",
                        "cluster",
                        "A cluster",
                        "Description, metrics, tool sequences and most typical members; -1 is Outliers",
                        PLAIN),
                new ResourceTemplate(
                        "tracemap://traces/{trace_id}",
                        "trace",
                        "A trace",
                        "Summary, figures, clusters and numbered text of a trace",
                        PLAIN));
    }

    /// @throws BadArgument for an address at which nothing stands, with the addresses there are
    public ResourceContents read(String uri) {
        Matcher skill = SKILL.matcher(uri);
        if (uri.equals(SCHEMA)) {
            return new ResourceContents(uri, MARKDOWN, desk.store().schema());
        }
        if (skill.matches() && Skills.NAMES.contains(skill.group(1))) {
            return new ResourceContents(uri, MARKDOWN, Skills.text(skill.group(1)));
        }
        return new ResourceContents(uri, PLAIN, answer(uri));
    }

    private String answer(String uri) {
        Matcher cluster = CLUSTER.matcher(uri);
        if (cluster.matches()) {
            return text(getCluster, run(cluster.group(1)).put("cluster_id", Integer.parseInt(cluster.group(2))));
        }
        Matcher run = RUN.matcher(uri);
        if (run.matches()) {
            return text(getRun, run(run.group(1)));
        }
        Matcher trace = TRACE.matcher(uri);
        if (trace.matches()) {
            return text(getTrace, Answers.object().put("trace_id", decoded(trace.group(1))));
        }
        throw new BadArgument("nothing stands at '" + Untrusted.line(uri, 120) + "'. There are " + SCHEMA
                + ", tracemap://runs/latest, tracemap://runs/{run_id}, tracemap://runs/{run_id}/clusters/{cluster_id}"
                + " and tracemap://traces/{trace_id}, for example tracemap://runs/latest/clusters/0");
    }

    private static ObjectNode run(String segment) {
        ObjectNode arguments = Answers.object();
        return segment.equals("latest") ? arguments : arguments.put("run_id", decoded(segment));
    }

    private static String text(Tool tool, ObjectNode arguments) {
        return switch (tool.body().call(arguments, Call.UNWATCHED)) {
            case ToolResult.Answer answer -> answer.text();
            case ToolResult.Advice advice -> throw new BadArgument(advice.message());
        };
    }

    private static String decoded(String segment) {
        try {
            return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new BadArgument(
                    "'" + Untrusted.line(segment, 80) + "' is not percent-encoded text: " + e.getMessage());
        }
    }
}
