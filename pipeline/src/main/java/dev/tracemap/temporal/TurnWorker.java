package dev.tracemap.temporal;

import dev.tracemap.run.Scheduler;

/// Takes turns by the scheduler's rules, which are the same without a cluster.
final class TurnWorker implements TurnActivity {
    private final Scheduler scheduler;

    TurnWorker(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    @Override
    public void turn(JobRef job) {
        if (job.equals(JobTurn.HOURLY)) {
            scheduler.tidy();
        } else {
            scheduler.turn(job.teamId(), job.jobId());
        }
    }
}
