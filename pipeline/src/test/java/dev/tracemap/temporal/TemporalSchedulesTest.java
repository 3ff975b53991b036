package dev.tracemap.temporal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tracemap.run.Jobs;
import dev.tracemap.run.Schedule;
import dev.tracemap.sample.Generator;
import dev.tracemap.sample.SampleParams;
import dev.tracemap.store.DuckDbStore;
import dev.tracemap.store.Store;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.StreamObserver;
import io.temporal.api.enums.v1.ScheduleOverlapPolicy;
import io.temporal.api.schedule.v1.IntervalSpec;
import io.temporal.api.schedule.v1.ScheduleListEntry;
import io.temporal.api.workflowservice.v1.CreateScheduleRequest;
import io.temporal.api.workflowservice.v1.CreateScheduleResponse;
import io.temporal.api.workflowservice.v1.DeleteScheduleRequest;
import io.temporal.api.workflowservice.v1.DeleteScheduleResponse;
import io.temporal.api.workflowservice.v1.DescribeScheduleRequest;
import io.temporal.api.workflowservice.v1.DescribeScheduleResponse;
import io.temporal.api.workflowservice.v1.GetSystemInfoRequest;
import io.temporal.api.workflowservice.v1.GetSystemInfoResponse;
import io.temporal.api.workflowservice.v1.ListSchedulesRequest;
import io.temporal.api.workflowservice.v1.ListSchedulesResponse;
import io.temporal.api.workflowservice.v1.UpdateScheduleRequest;
import io.temporal.api.workflowservice.v1.UpdateScheduleResponse;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is asked of a cluster's front about schedules, seen at the other end of the line.
class TemporalSchedulesTest {
    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    private static final InstantSource CLOCK = InstantSource.fixed(NOW);

    @TempDir
    private Path directory;

    private final Front front = new Front();
    private Server server;
    private Connection connection;
    private Store store;
    private Jobs jobs;

    /// Keeps schedules, and the order of the calls.
    private static final class Front extends WorkflowServiceGrpc.WorkflowServiceImplBase {
        final Map<String, io.temporal.api.schedule.v1.Schedule> schedules = new ConcurrentHashMap<>();
        final List<String> calls = new CopyOnWriteArrayList<>();

        private static <T> void answer(StreamObserver<T> caller, T with) {
            caller.onNext(with);
            caller.onCompleted();
        }

        @Override
        public void getSystemInfo(GetSystemInfoRequest request, StreamObserver<GetSystemInfoResponse> caller) {
            answer(caller, GetSystemInfoResponse.getDefaultInstance());
        }

        @Override
        public void createSchedule(CreateScheduleRequest request, StreamObserver<CreateScheduleResponse> caller) {
            assertEquals("traces", request.getNamespace());
            calls.add("create " + request.getScheduleId());
            schedules.put(request.getScheduleId(), request.getSchedule());
            answer(caller, CreateScheduleResponse.getDefaultInstance());
        }

        @Override
        public void updateSchedule(UpdateScheduleRequest request, StreamObserver<UpdateScheduleResponse> caller) {
            calls.add("update " + request.getScheduleId());
            schedules.put(request.getScheduleId(), request.getSchedule());
            answer(caller, UpdateScheduleResponse.getDefaultInstance());
        }

        @Override
        public void deleteSchedule(DeleteScheduleRequest request, StreamObserver<DeleteScheduleResponse> caller) {
            calls.add("delete " + request.getScheduleId());
            schedules.remove(request.getScheduleId());
            answer(caller, DeleteScheduleResponse.getDefaultInstance());
        }

        @Override
        public void describeSchedule(DescribeScheduleRequest request, StreamObserver<DescribeScheduleResponse> caller) {
            answer(
                    caller,
                    DescribeScheduleResponse.newBuilder()
                            .setSchedule(schedules.get(request.getScheduleId()))
                            .build());
        }

        @Override
        public void listSchedules(ListSchedulesRequest request, StreamObserver<ListSchedulesResponse> caller) {
            ListSchedulesResponse.Builder list = ListSchedulesResponse.newBuilder();
            schedules
                    .keySet()
                    .forEach(id ->
                            list.addSchedules(ScheduleListEntry.newBuilder().setScheduleId(id)));
            answer(caller, list.build());
        }
    }

    @BeforeEach
    void open() throws IOException {
        String name = directory.toString();
        server = InProcessServerBuilder.forName(name).addService(front).build().start();
        connection = new Connection(
                WorkflowServiceStubs.newServiceStubs(WorkflowServiceStubsOptions.newBuilder()
                        .setChannel(InProcessChannelBuilder.forName(name).build())
                        .build()),
                new TemporalSettings("localhost:7233", "traces"));
        store = DuckDbStore.open(directory, CLOCK);
        jobs = new Jobs(store, Jobs.DEFAULT_MOST, CLOCK);
        store.append(new Generator()
                .generate(new SampleParams(3, 5, NOW, Duration.ofDays(1)))
                .events());
    }

    @AfterEach
    void close() {
        connection.close();
        server.shutdownNow();
        store.close();
    }

    private TemporalSchedules schedules() {
        return new TemporalSchedules(connection, store, _ -> jobs);
    }

    private List<String> calls() {
        List<String> calls = front.calls.stream().sorted().toList();
        front.calls.clear();
        return calls;
    }

    @Test
    void eachJobThatRunsByItselfHasAScheduleInItsTeamsSlots() {
        schedules().sync();
        assertEquals(
                List.of(
                        "create tracemap-job-1-jdefault-generation",
                        "create tracemap-job-1-jdefault-trace",
                        "create tracemap-job-hourly"),
                calls());
        io.temporal.api.schedule.v1.Schedule daily = front.schedules.get("tracemap-job-1-jdefault-trace");
        IntervalSpec turns = daily.getSpec().getInterval(0);
        assertEquals(Duration.ofDays(1).toSeconds(), turns.getInterval().getSeconds());
        assertEquals(Schedule.DAILY.offset(1).toSeconds(), turns.getPhase().getSeconds());
        assertEquals(
                "JobTurn",
                daily.getAction().getStartWorkflow().getWorkflowType().getName());
        assertEquals(
                "tracemap", daily.getAction().getStartWorkflow().getTaskQueue().getName());
        String job = daily.getAction()
                .getStartWorkflow()
                .getInput()
                .getPayloads(0)
                .getData()
                .toStringUtf8();
        assertTrue(job.contains("\"jobId\":\"jdefault-trace\"") && job.contains("\"teamId\":1"), job);
        assertEquals(
                ScheduleOverlapPolicy.SCHEDULE_OVERLAP_POLICY_SKIP,
                daily.getPolicies().getOverlapPolicy());
        assertEquals(
                Duration.ofDays(1).toSeconds(),
                daily.getPolicies().getCatchupWindow().getSeconds(),
                "one missed turn is made up for");
    }

    @Test
    void schedulesFollowTheJobs() {
        TemporalSchedules schedules = schedules();
        schedules.sync();
        calls();
        schedules.sync();
        assertEquals(List.of(), calls(), "nothing has changed");
        String id = jobs.save(1, new Jobs.Wish(null, "Refunds", null, Schedule.DAILY, null))
                .id();
        schedules.sync();
        assertEquals(
                List.of("create tracemap-job-1-" + id, "delete tracemap-job-1-jdefault-trace"),
                calls(),
                "the default gives way to a job of one's own");
        jobs.save(1, new Jobs.Wish(id, null, null, Schedule.HOURLY, null));
        schedules.sync();
        assertEquals(List.of("update tracemap-job-1-" + id), calls());
        assertEquals(
                Duration.ofHours(1).toSeconds(),
                front.schedules
                        .get("tracemap-job-1-" + id)
                        .getSpec()
                        .getInterval(0)
                        .getInterval()
                        .getSeconds());
        jobs.save(1, new Jobs.Wish(id, null, null, null, false));
        schedules.sync();
        assertEquals(List.of("delete tracemap-job-1-" + id), calls());
    }

    @Test
    void whatAFormerServerLeftIsBroughtInStepAndOthersAreLeftAlone() {
        front.schedules.putAll(new TreeMap<>(Map.of(
                "tracemap-job-9-jgone", io.temporal.api.schedule.v1.Schedule.getDefaultInstance(),
                "somebody-elses", io.temporal.api.schedule.v1.Schedule.getDefaultInstance())));
        schedules().sync();
        assertTrue(calls().contains("delete tracemap-job-9-jgone"));
        assertTrue(front.schedules.containsKey("somebody-elses"));
        schedules().sync();
        assertEquals(
                List.of(
                        "update tracemap-job-1-jdefault-generation",
                        "update tracemap-job-1-jdefault-trace",
                        "update tracemap-job-hourly"),
                calls());
    }
}
