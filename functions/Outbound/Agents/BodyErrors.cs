using System.Globalization;
using AgentSched.Model.Calls;
using AgentSched.Outbound.Answers;

namespace AgentSched.Outbound.Agents;

/// <summary>Finds errors in answers, in the forms that agents, frameworks and gateways use; the same for all kinds of agents.</summary>
internal static class BodyErrors
{
    /// <summary>Fields of which one that says something is an error.</summary>
    private static readonly string[] Errors = ["error", "__error__", "detail", "errors", "errorMessage", "error_message", "errorCode", "error_code"];

    /// <summary>The same beside a word of success, where a detail is only that.</summary>
    private static readonly string[] Certain = ["error", "__error__", "errorMessage", "error_message"];

    private static readonly string[] Messages =
    [
        "error.message", "__error__.message", "detail.message", "error", "__error__", "detail", "detail[0].msg", "errors[0].message", "errors[0].detail", "errors[0]",
        "errorMessage", "error_message", "message", "title",
    ];

    private static readonly string[] Codes =
        ["error.code", "error.error_code", "error.type", "error.status", "detail.error_code", "errorCode", "error_code", "metadata.error_code", "detail.metadata.error_code", "errors[0].code", "__error__.error", "errorType"];

    /// <summary>Values of <c>status</c> that say that the agent did not do its work.</summary>
    private static readonly HashSet<string> FailedStatuses = new(StringComparer.Ordinal)
    {
        "failed", "failure", "fail", "error", "errored", "timeout", "timed_out", "timedout", "cancelled", "canceled", "aborted", "killed", "crashed",
    };

    /// <summary>All fields that are read here, for the shapes of answers.</summary>
    public static IReadOnlyList<string> Paths { get; } = [.. Errors.Concat(Messages).Concat(Codes).Distinct(StringComparer.Ordinal), "code", "status", "statusCode", "error.statusCode", "title", "success", "ok", "isError", "is_error", "metadata.is_error"];

    public static string? Message(AnswerFields fields) => Messages.Select(fields.Text).FirstOrDefault(text => !string.IsNullOrWhiteSpace(text));

    /// <summary>The error's code. <c>code</c> at the top counts beside an error only: many answers of a success have one.</summary>
    public static string? Code(AnswerFields fields) =>
        Codes.Select(fields.Word).FirstOrDefault(code => code is not null) ?? (SaysFailed(fields) || HasError(fields) ? fields.Word("code") : null);

    /// <summary>What the body says about its outcome, apart from its response.</summary>
    public static ReportedOutcome Outcome(AnswerFields fields) => new()
    {
        SaysFailed = SaysFailed(fields),
        FailedStatus = FailedStatus(fields),
        HasError = HasError(fields),
        Message = Message(fields),
        Code = Code(fields),
        Status = Status(fields, "statusCode") ?? Status(fields, "error.statusCode") ?? Status(fields, "code") ?? Status(fields, "status"),
    };

    private static bool SaysFailed(AnswerFields fields) =>
        FailedStatus(fields) is not null || fields.IsNo("success") || fields.IsNo("ok") || fields.IsYes("isError") || fields.IsYes("is_error") || fields.IsYes("metadata.is_error");

    private static bool HasError(AnswerFields fields) =>
        (SaysSucceeded(fields) ? Certain : Errors).Any(fields.IsSet) || Status(fields, "statusCode") is not null || Status(fields, "status") is not null || (Status(fields, "code") is not null && Message(fields) is not null);

    private static bool SaysSucceeded(AnswerFields fields) =>
        fields.IsYes("success") || fields.IsYes("ok") || fields.Text("status")?.Trim().ToLowerInvariant() is "success" or "succeeded" or "ok" or "completed" or "done";

    private static string? FailedStatus(AnswerFields fields) =>
        fields.Text("status")?.Split(':')[0].Trim().ToLowerInvariant().Replace(' ', '_').Replace('-', '_') is { } status && FailedStatuses.Contains(status) ? status : null;

    private static int? Status(AnswerFields fields, string path) =>
        (fields.SmallCount(path) ?? (int.TryParse(fields.Text(path), NumberStyles.None, CultureInfo.InvariantCulture, out var text) ? text : null)) is { } status and >= 400 and < 600 ? status : null;
}
