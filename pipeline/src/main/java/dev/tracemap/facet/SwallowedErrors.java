package dev.tracemap.facet;

import dev.tracemap.trace.Conversation;
import dev.tracemap.trace.Conversation.Call;
import dev.tracemap.trace.Conversation.Said;
import dev.tracemap.trace.Message.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Finds failures that the user never hears of.
///
/// A failure is made up for when a later call of the same tool succeeds, or, if the tool only reads, when any later
/// call does: the agent found another way. It is admitted when any message of the assistant after it speaks of
/// trouble. Without a later message nothing was hidden: the agent did not get to answer.
public final class SwallowedErrors {
    private static final Pattern ADMISSION = Pattern.compile(
            // English
            "n['’]t\\b|\\b(not|cannot|unable|unfortunately|sorry|apolog\\w+|fail\\w*|errors?|problems?|issues?|trouble"
                    + "|difficult\\w*|unavailable|unsuccessful\\w*|unreachable|impossible|refus\\w+|reject\\w+|denied"
                    + "|declined|blocked|timed? ?out|timeout|down|offline|broken|crash\\w*|went wrong|try again"
                    + "|tried again|retry|hiccup|glitch|outage|interrupt\\w*|incomplete|pending|never|invalid"
                    + "|exception|missing|busy|overloaded|limit\\w*|quota|stuck|gave up|giving up|without success"
                    + "|no (answer|response|reply|results?|luck|success|access|connection|data|information|records?"
                    + "|match\\w*|such|way)|nothing|none)\\b"
                    // German, French, Spanish, Italian, Portuguese, Dutch
                    + "|\\b(leider|nicht|kein\\w*|fehler\\w*|fehlgeschlagen|gescheitert|konnte|entschuldig\\w+)\\b"
                    + "|\\b(désolée?s?|erreur|échec|échoué|impossible|malheureusement|ne|n['’]\\w+|pas)\\b"
                    + "|\\b(error|lo siento|lamentablemente|no (pude|pudo|se|fue|he|ha|puedo)|falló|fallo|imposible)\\b"
                    + "|\\b(errore|purtroppo|non|impossibile|fallit\\w)\\b"
                    + "|\\b(erro|infelizmente|não|falhou|desculp\\w+)\\b"
                    + "|\\b(helaas|niet|fout|mislukt|geen)\\b"
                    // Chinese, Japanese, Korean, Russian
                    + "|失败|错误|抱歉|无法|失敗|エラー|できません|申し訳|실패|오류|죄송|не удалось|ошибк|к сожалению|извините",
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.UNICODE_CHARACTER_CLASS);

    private SwallowedErrors() {}

    /// The failed calls in question, in order.
    public static List<Call> calls(Conversation conversation) {
        List<Call> calls = conversation.calls();
        List<Call> swallowed = new ArrayList<>();
        for (int i = 0; i < calls.size(); i++) {
            Call call = calls.get(i);
            if (call.failed()
                    && !isMadeUpFor(call, calls.subList(i + 1, calls.size()))
                    && isHidden(call, conversation)) {
                swallowed.add(call);
            }
        }
        return swallowed;
    }

    /// Whether a message of the assistant speaks of trouble, in any of a dozen languages.
    public static boolean admitsTrouble(String message) {
        return ADMISSION.matcher(message).find();
    }

    private static boolean isMadeUpFor(Call failed, List<Call> later) {
        boolean reads = ToolNature.of(failed.name()) == ToolNature.READS;
        return later.stream()
                .anyMatch(call -> !call.failed() && (reads || call.name().equals(failed.name())));
    }

    private static boolean isHidden(Call failed, Conversation conversation) {
        boolean answered = false;
        for (Said said : conversation.messages()) {
            boolean speaks = said.message().role() == Role.ASSISTANT
                    && said.number() > failed.message()
                    && !said.message().text().isBlank();
            if (speaks && admitsTrouble(said.message().text())) {
                return false;
            }
            answered |= speaks;
        }
        return answered;
    }
}
