using AgentSched.Model.Calls;
using AgentSched.Outbound.Answers;

namespace AgentSched.Outbound.Agents;

/// <summary>Finds errors in answers, in the forms that agents, frameworks and gateways use; the same for all kinds of agents.</summary>
internal static class BodyErrors
{
    /// <summary>Fields of which one that says something is an error.</summary>
    private static readonly string[] Errors = ["error", "__error__", "detail", "errors", "errorMessage", "error_message", "errorCode", "error_code"];

    private static readonly string[] Messages =
    [
        "error.message", "__error__.message", "detail.message", "error", "__error__", "detail", "detail[0].msg", "errors[0].message", "errors[0].detail", "errors[0]",
        "errorMessage", "error_message", "message",
    ];

    private static readonly string[] Codes =
        ["error.code", "error.type", "error.status", "detail.error_code", "errorCode", "error_code", "metadata.error_code", "detail.metadata.error_code", "errors[0].code", "__error__.error", "errorType"];

    /// <summary>All fields that are read here, for the shapes of answers.</summary>
    public static IReadOnlyList<string> Paths { get; } = [.. Errors.Concat(Messages).Concat(Codes).Distinct(StringComparer.Ordinal), "status", "statusCode", "success", "ok", "isError", "is_error", "metadata.is_error"];

    public static string? Message(AnswerFields fields) => Messages.Select(fields.Text).FirstOrDefault(text => !string.IsNullOrWhiteSpace(text));

    public static string? Code(AnswerFields fields) => Codes.Select(fields.Word).FirstOrDefault(code => code is not null);

    /// <summary>What the body says about its outcome, apart from its response.</summary>
    public static ReportedOutcome Outcome(AnswerFields fields) => new()
    {
        SaysFailed = fields.Text("status")?.ToLowerInvariant() is "failed" or "failure" or "error" or "errored"
            || fields.Flag("success") == false || fields.Flag("ok") == false || fields.Flag("isError") == true || fields.Flag("is_error") == true || fields.Flag("metadata.is_error") == true,
        HasError = Errors.Any(fields.IsSet) || Status(fields, "statusCode") is not null,
        Message = Message(fields),
        Code = Code(fields),
        Status = Status(fields, "statusCode") ?? Status(fields, "status"),
    };

    private static int? Status(AnswerFields fields, string path) => fields.SmallCount(path) is { } status and >= 400 and < 600 ? status : null;
}
