namespace AgentSched.Model.Calls;

/// <summary>What the body of an answer says about the outcome of its call. The status was that of a success.</summary>
internal sealed record ReportedOutcome
{
    /// <summary>Whether it says in so many words that it failed: <c>success: false</c>, for example.</summary>
    public bool SaysFailed { get; init; }

    /// <summary>The word for a failure that it has as its status: <c>timeout</c>, for example. Null: none.</summary>
    public string? FailedStatus { get; init; }

    /// <summary>Whether it has an error, which only counts if there is no response.</summary>
    public bool HasError { get; init; }

    /// <summary>The error's text. Null: none.</summary>
    public string? Message { get; init; }

    /// <summary>The error's code. Null: none.</summary>
    public string? Code { get; init; }

    /// <summary>The HTTP status (400–599) that the body names. Null: none.</summary>
    public int? Status { get; init; }

    /// <summary>Whether it has a response, even an empty one.</summary>
    public bool HasResponse { get; init; }

    /// <summary>Whether that response has text.</summary>
    public bool HasText { get; init; }

    /// <summary>Why a chat completion ended. Null: it does not say.</summary>
    public string? FinishReason { get; init; }

    /// <summary>Whether the model of a chat completion refuses.</summary>
    public bool IsRefusal { get; init; }

    /// <summary>Whether a chat completion calls tools.</summary>
    public bool HasToolCalls { get; init; }

    /// <summary>Whether an event stream ended before its answer did.</summary>
    public bool IsCutOff { get; init; }
}
