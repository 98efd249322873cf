namespace AgentSched.Time.English;

/// <summary>What a command does with schedules that exist.</summary>
internal enum ManageVerb
{
    List,
    Next,

    /// <summary>Show one, if a schedule has that name; otherwise it is a message.</summary>
    Show,
    Pause,
    Resume,
    Run,
    Delete,

    /// <summary>Disable or delete it: the caller chooses.</summary>
    Cancel,

    /// <summary>Something that no command does, such as renaming one: if a schedule has that name, it is refused; otherwise it is a message.</summary>
    Other,
}

/// <summary>Which schedules are listed.</summary>
internal enum ListedState
{
    All,

    /// <summary>Disabled or paused.</summary>
    Paused,

    /// <summary>Enabled and not paused.</summary>
    Active,
}

/// <summary>A command about schedules that exist, if one has that name: <c>pause nightly report until Monday at 9</c>.</summary>
/// <param name="Verb">What to do.</param>
/// <param name="Name">The name of a schedule without the words around it. Null: all of them, only with <see cref="ManageVerb.List"/> and <see cref="ManageVerb.Next"/>. Empty: the text names none.</param>
/// <param name="IsExplicit">Whether the text says "schedule", so that it cannot be a message to an agent.</param>
/// <param name="ShortName">The name without the words that may say how long to pause. Null: there are none.</param>
/// <param name="Until">These words as a time: <c>Monday at 9</c>, <c>in 2 hours</c>. Null: there are none.</param>
/// <param name="UntilWords">The words of <see cref="Until"/> as the user wrote them: <c>for 2 hours</c>.</param>
/// <param name="Agent">The agent whose schedules are listed. Null: those of the addressed agent.</param>
internal sealed record ManageCommand(ManageVerb Verb, string? Name, bool IsExplicit, string? ShortName = null, string? Until = null, string? UntilWords = null, string? Agent = null)
{
    /// <summary>The name as written, with an article, for schedules that have it in their name. Null: like <see cref="Name"/>.</summary>
    public string? WholeName { get; init; }

    /// <summary>The same of <see cref="ShortName"/>.</summary>
    public string? WholeShortName { get; init; }

    /// <summary>The verb as written.</summary>
    public string Word { get; init; } = "";

    /// <summary>Which schedules to list.</summary>
    public ListedState State { get; init; }
}
