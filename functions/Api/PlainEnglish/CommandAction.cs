namespace AgentSched.Api.PlainEnglish;

/// <summary>What a reading of a command does.</summary>
internal enum CommandAction
{
    /// <summary>Creates a schedule.</summary>
    Schedule,

    /// <summary>Runs a message once, at once.</summary>
    Run,

    /// <summary>Runs a schedule at once.</summary>
    Trigger,

    /// <summary>Pauses a schedule, until a time or until it is resumed.</summary>
    Pause,

    /// <summary>Enables a schedule and ends its pause.</summary>
    Resume,

    /// <summary>Deletes a schedule.</summary>
    Delete,
}
