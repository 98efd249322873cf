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

    public decimal? CostUsd { get; init; }

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
}
