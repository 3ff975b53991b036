package dev.tracemap.ingest.otlp;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.opentelemetry.proto.collector.trace.v1.ExportTracePartialSuccess;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;

/// What an exporter reads in protobuf.
public final class OtlpAnswers {
    private static final int STATUS_MESSAGE = 2;

    private OtlpAnswers() {}

    /// `ExportTraceServiceResponse`; empty where nothing was rejected.
    public static byte[] taken(int rejected, String why) {
        ExportTraceServiceResponse.Builder answer = ExportTraceServiceResponse.newBuilder();
        if (rejected > 0) {
            answer.setPartialSuccess(ExportTracePartialSuccess.newBuilder()
                    .setRejectedSpans(rejected)
                    .setErrorMessage(why));
        }
        return answer.build().toByteArray();
    }

    /// `google.rpc.Status` with a message, as OTLP over HTTP wants every refusal.
    public static byte[] status(String why) {
        return UnknownFieldSet.newBuilder()
                .addField(
                        STATUS_MESSAGE,
                        UnknownFieldSet.Field.newBuilder()
                                .addLengthDelimited(ByteString.copyFromUtf8(why))
                                .build())
                .build()
                .toByteArray();
    }
}
