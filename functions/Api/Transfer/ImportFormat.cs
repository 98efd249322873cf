namespace AgentSched.Api.Transfer;

/// <summary>Format of an imported file.</summary>
internal enum ImportFormat
{
    /// <summary>The app's own list, as JSON.</summary>
    Json,

    /// <summary>The app's own list, as YAML.</summary>
    Yaml,

    /// <summary>A user's crontab, whose commands become messages to one agent.</summary>
    Crontab,
}
