namespace AgentSched.Hosting;

/// <summary>Options of a <see cref="FunctionsHost"/>.</summary>
public sealed record FunctionsHostOptions
{
    /// <summary>The built app's folder: host.json, local.settings.json and the worker. Default: the current folder.</summary>
    public string AppFolder { get; init; } = ".";

    /// <summary>Loopback port. 0: any free port. Null: <c>Host:LocalHttpPort</c> of local.settings.json, else 7071.</summary>
    public int? Port { get; init; }

    /// <summary>App settings that override the environment and local.settings.json. <c>AzureFunctionsJobHost:…</c> overrides host.json.</summary>
    public IReadOnlyDictionary<string, string?> Settings { get; init; } = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Receives every log line; may be called from any thread. Null: standard output.</summary>
    public Action<string>? Log { get; init; }
}
