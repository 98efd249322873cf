namespace AgentSched.Api.Mcp;

/// <summary>A tool: an operation of the API, under a name and with words for a model that has never seen AgentSched.</summary>
/// <param name="Name">Its name, such as <c>list_schedules</c>.</param>
/// <param name="Operation">Id of the operation in <c>ApiDocument</c>, which describes the arguments.</param>
/// <param name="Title">Its name for people.</param>
/// <param name="Description">What it does, what it costs, and what to call before or after it.</param>
internal sealed record McpTool(string Name, string Operation, string Title, string Description)
{
    /// <summary>Whether it changes nothing.</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>Whether a second call with the same arguments changes nothing more.</summary>
    public bool IsIdempotent { get; init; }

    /// <summary>Arguments besides those in the operation's path: its query parameters, headers and fields of its body. A name that is none of these is the tool's own.</summary>
    public IReadOnlyList<string> Fields { get; init; } = [];

    /// <summary>Fields of the answer, or of its items, that are shown. Empty: all.</summary>
    public IReadOnlyList<string> Shows { get; init; } = [];

    /// <summary>If the tool destroys or starts much: the operation that shows what it would do, which is called instead as long as <c>confirm</c> is not true. Null: there is nothing to confirm.</summary>
    public string? Shown { get; init; }

    /// <summary>What the tool would do, as a sentence. Null: there is nothing to confirm.</summary>
    public string? Would { get; init; }

    /// <summary>Whether an argument of the operation, <c>dryRun</c>, takes the place of the confirmation.</summary>
    public bool HasDryRun => Shown == Operation;
}
