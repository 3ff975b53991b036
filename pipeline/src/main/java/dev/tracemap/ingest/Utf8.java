package dev.tracemap.ingest;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/// Tells whether bytes are UTF-8, strictly: JSON parsers let some malformed sequences pass.
final class Utf8 {
    private final CharsetDecoder decoder =
            StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT);
    private final CharBuffer scratch = CharBuffer.allocate(1 << 13);

    /// The offset of the first byte that is not UTF-8, or -1.
    int firstInvalid(byte[] bytes) {
        decoder.reset();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        while (true) {
            scratch.clear();
            CoderResult result = decoder.decode(in, scratch, true);
            if (result.isUnderflow()) {
                return -1;
            }
            if (result.isError()) {
                return in.position();
            }
        }
    }
}
