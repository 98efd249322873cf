namespace AgentSched.Model.Runs;

/// <summary>An agent's answer: text, log and cost. Null: the agent did not report it.</summary>
internal sealed record AgentAnswer
{
    /// <summary>The response, truncated to 10,000 characters.</summary>
    public string? Response { get; init; }

    /// <summary>The whole response, up to 1 MiB, if it is longer than that. Null: <see cref="Response"/> is complete.</summary>
    public ILongText? WholeResponse { get; init; }

    /// <summary>Whether the response was longer than 1 MiB and its end is lost.</summary>
    public bool ResponseTruncated { get; init; }

    /// <summary>The log as the agent sent it, byte for byte, up to 16 MiB.</summary>
    public ILongText? Log { get; init; }

    /// <summary>Whether the log was longer than 16 MiB and its end is lost.</summary>
    public bool LogTruncated { get; init; }

    /// <summary>Whether the log is no JSON although it looks like it: it has values such as <c>NaN</c>.</summary>
    public bool LogIsText { get; init; }

    public decimal? CostUsd { get; init; }

    /// <summary>Whether <see cref="CostUsd"/> is the total of the agent's session instead of the cost of this call, because the agent reports no other.</summary>
    public bool IsSessionTotal { get; init; }

    /// <summary>Whether it cost an amount that is not known: reported in a form that cannot be read, or not reported because a call was cut off.</summary>
    public bool CostUnknown { get; init; }

    /// <summary>The same of its tokens.</summary>
    public bool TokensUnknown { get; init; }

    public long? TokensIn { get; init; }

    public long? TokensOut { get; init; }

    /// <summary>Tokens in the agent's context window after the run.</summary>
    public long? ContextTokens { get; init; }

    /// <summary>The size of that window in tokens.</summary>
    public long? ContextWindow { get; init; }

    public int? Turns { get; init; }

    public int? ToolCalls { get; init; }

    /// <summary>How often the agent called its model.</summary>
    public int? LlmCalls { get; init; }

    public string? SessionId { get; init; }

    public string? Model { get; init; }

    /// <summary>Provider of the model.</summary>
    public string? Provider { get; init; }

    /// <summary>The same answer of a run that may have cost more than is known.</summary>
    public AgentAnswer WithUnknownCost() => this with { CostUnknown = true, TokensUnknown = true };

    /// <summary>Code of the error that it reports.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>Why the agent's work ended, in its own words: <c>terminal_reason</c>, or the finish reason of a chat completion.</summary>
    public string? TerminalReason { get; init; }
}
