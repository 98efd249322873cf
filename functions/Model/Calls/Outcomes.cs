using System.Globalization;
using AgentSched.Model.Agents;
using AgentSched.Model.Runs;

namespace AgentSched.Model.Calls;

/// <summary>
/// Maps an answer with the status of a success to an outcome, by what its body says. Pure. Unsuccessful statuses are mapped by <see cref="Replies"/>.
/// </summary>
internal static class Outcomes
{
    /// <returns>The outcome, its reason, and the predicate of the sentence "the agent …".</returns>
    public static (ReplyKind Kind, RunReason Reason, string Words) Judge(Agent agent, ReportedOutcome said)
    {
        var isChat = agent.Kind == AgentKind.Openai;
        if (said.SaysFailed || (said.HasError && !said.HasText) || (isChat && (BrokeOff(said.FinishReason) || (said.HasError && said.FinishReason is null))))
        {
            return Failed(said);
        }

        if (said.IsCutOff)
        {
            return (ReplyKind.Failed, RunReason.Truncated, "with an event stream that ended before its answer did");
        }

        return said.HasText ? Completed
            : isChat ? JudgeEmpty(agent, said)
            : agent.Kind == AgentKind.Trinity && !said.HasResponse ? (ReplyKind.Failed, RunReason.AnswerUnreadable, "without a text as its response")
            : Completed;
    }

    private static (ReplyKind Kind, RunReason Reason, string Words) Completed => (ReplyKind.Succeeded, RunReason.Completed, "completed the run");

    /// <summary>A chat completion without text.</summary>
    private static (ReplyKind Kind, RunReason Reason, string Words) JudgeEmpty(Agent agent, ReportedOutcome said)
    {
        var finish = said.FinishReason is { } reason ? $" (finish_reason {reason})" : string.Empty;
        (EmptyAnswer Kind, RunReason Reason, string Words)? empty = said.FinishReason?.ToLowerInvariant() switch
        {
            _ when said.IsRefusal => (EmptyAnswer.Filtered, RunReason.Filtered, $"with a refusal of the model in place of an answer{finish}"),
            "length" or "max_tokens" or "max_output_tokens" or "model_length" => (EmptyAnswer.Truncated, RunReason.Truncated, $"without text: the model reached its token limit first{finish}"),
            "content_filter" or "content_filtered" or "safety" or "sensitive" => (EmptyAnswer.Filtered, RunReason.Filtered, $"without text: a content filter removed it{finish}"),
            "tool_calls" or "tool_use" or "function_call" => ToolCalls(finish),
            _ => said.HasToolCalls ? ToolCalls(finish) : null,
        };
        return empty is { } one ? agent.AcceptedEmptyAnswers.Contains(one.Kind) ? Completed : (ReplyKind.Failed, one.Reason, one.Words)
            : said.HasResponse ? Completed
            : (ReplyKind.Failed, RunReason.AnswerUnreadable, "without a text in choices[0].message.content or choices[0].text");
    }

    private static (EmptyAnswer Kind, RunReason Reason, string Words) ToolCalls(string finish) =>
        (EmptyAnswer.ToolCallsUnanswered, RunReason.ToolCallsUnanswered, $"without text: it calls tools, and AgentSched does not answer tool calls{finish}");

    private static (ReplyKind Kind, RunReason Reason, string Words) Failed(ReportedOutcome said)
    {
        var code = said.Code ?? said.FinishReason ?? said.FailedStatus?.Replace("timedout", "timed_out", StringComparison.Ordinal);
        var status = int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 400 and < 600 ? number : said.Status ?? 500;
        var (kind, reason) = Replies.Judge(status, code, said.Message);
        return (kind, reason, "and reports a failure");
    }

    /// <summary>Whether the finish reason of a chat completion says that the provider failed while it wrote.</summary>
    private static bool BrokeOff(string? finishReason) => finishReason?.ToLowerInvariant() is "error" or "network_error" or "abort";
}
