package dev.tracemap.ingest;

import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.csv.CsvFactory;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import dev.tracemap.ingest.ParsedLines.Parsed;
import dev.tracemap.ingest.convert.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The rows of a table with a header, as spreadsheets and databases write them (RFC 4180, with the separators that are
/// in use). A row becomes an object: numbers and truth values where a field looks like one, null where it is empty.
final class ParsedTable implements ParsedValues {
    private static final String SEPARATORS = ",;\t";
    private static final int LONGEST_NAME = 60;
    private static final char UNREADABLE = '\uFFFD';
    private static final char BYTE_ORDER_MARK = '\uFEFF';
    /// Only what stays what it was: neither the number of a telephone (`030`), nor a release (`1.10`), nor an id
    /// (`12e4`).
    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9]\\d{0,14})(\\.\\d*[1-9])?");

    private static final CsvMapper MAPPER = CsvMapper.builder(CsvFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(Json.MAX_BYTES)
                            .build())
                    .build())
            .enable(CsvParser.Feature.WRAP_AS_ARRAY)
            .enable(CsvParser.Feature.SKIP_EMPTY_LINES)
            .build();

    private final MappingIterator<String[]> rows;
    private final List<String> header;
    private long line = 1;
    private int unreadable;

    ParsedTable(InputStream in) throws IOException {
        InputStreamReader text = new InputStreamReader(in, StandardCharsets.UTF_8);
        String first = firstLine(text);
        this.header = names(first);
        this.rows = MAPPER.readerFor(String[].class)
                .with(CsvSchema.emptySchema().withColumnSeparator(separator(first)))
                .readValues(text);
    }

    /// The names in a first line; none where it is no header.
    static List<String> header(String line) {
        List<String> names = names(line);
        boolean named = names.size() > 1
                && names.stream().allMatch(ParsedTable::isName)
                && names.stream().distinct().count() == names.size();
        return named ? names : List.of();
    }

    @Override
    public @Nullable Parsed next() throws IOException {
        line = rows.getCurrentLocation().getLineNr() + 1L;
        if (!rows.hasNextValue()) {
            return null;
        }
        String[] row = rows.nextValue();
        long length = Arrays.stream(row).mapToLong(String::length).sum();
        if (row.length > header.size()) {
            String problem =
                    "the row has %d fields, the header %d; is a quote missing?".formatted(row.length, header.size());
            return new Parsed(line, null, problem, length);
        }
        ObjectNode object = Json.object();
        boolean odd = false;
        for (int i = 0; i < row.length; i++) {
            odd |= row[i].indexOf(UNREADABLE) >= 0;
            object.set(header.get(i), value(row[i]));
        }
        unreadable += odd ? 1 : 0;
        return new Parsed(line, object, "", length);
    }

    @Override
    public long line() {
        return line;
    }

    @Override
    public String warning() {
        return unreadable == 0
                ? ""
                : unreadable + " rows hold characters that cannot be read; save the file as UTF-8 and import it again";
    }

    @Override
    public void close() throws IOException {
        rows.close();
    }

    private static JsonNode value(String field) {
        if (NUMBER.matcher(field).matches()) {
            BigDecimal number = new BigDecimal(field);
            return number.scale() == 0
                    ? Json.NODES.numberNode(number.longValue())
                    : Json.NODES.numberNode(number.doubleValue());
        }
        return switch (field) {
            case "" -> Json.NODES.nullNode();
            case "true", "TRUE", "True" -> Json.NODES.booleanNode(true);
            case "false", "FALSE", "False" -> Json.NODES.booleanNode(false);
            default -> Json.NODES.textNode(field);
        };
    }

    private static String firstLine(InputStreamReader text) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = text.read(); c >= 0 && c != '\n'; c = text.read()) {
            line.append((char) c);
        }
        return line.toString();
    }

    /// A column without a name, as that of the row's number often is, goes by its place.
    private static List<String> names(String header) {
        int start = header.isEmpty() || header.charAt(0) != BYTE_ORDER_MARK ? 0 : 1;
        String[] names = header.substring(start).split(Pattern.quote(String.valueOf(separator(header))), -1);
        return IntStream.range(0, names.length)
                .mapToObj(i -> name(names[i].strip(), i + 1))
                .toList();
    }

    private static String name(String field, int place) {
        boolean quoted = field.length() > 1 && field.startsWith("\"") && field.endsWith("\"");
        String name = quoted ? field.substring(1, field.length() - 1) : field;
        return name.isEmpty() ? "column " + place : name;
    }

    private static boolean isName(String text) {
        return text.length() <= LONGEST_NAME
                && text.chars().allMatch(c -> Character.isLetterOrDigit(c) || " _-.()$".indexOf(c) >= 0);
    }

    private static char separator(String header) {
        char best = SEPARATORS.charAt(0);
        for (int i = 1; i < SEPARATORS.length(); i++) {
            char each = SEPARATORS.charAt(i);
            best = count(header, each) > count(header, best) ? each : best;
        }
        return best;
    }

    private static long count(String header, char wanted) {
        return header.chars().filter(each -> each == wanted).count();
    }
}
