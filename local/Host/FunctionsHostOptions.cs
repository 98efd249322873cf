using System.Reflection;
using Microsoft.Extensions.Hosting;

namespace AgentSched.Hosting;

/// <summary>What a <see cref="FunctionsHost"/> runs, and how.</summary>
public sealed record FunctionsHostOptions
{
    /// <summary>The built app's folder: host.json, local.settings.json and the worker. Null: the folder of <see cref="WorkerAssembly"/>.</summary>
    public string? AppFolder { get; init; }

    /// <summary>Loopback port. 0: any free port. Null: <c>Host:LocalHttpPort</c> of local.settings.json, else 7071.</summary>
    public int? Port { get; init; }

    /// <summary>App settings that win over the environment and local.settings.json. <c>AzureFunctionsJobHost:…</c> overrides host.json.</summary>
    public IReadOnlyDictionary<string, string?> Settings { get; init; } = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Builds the worker in this process, without starting it: call <c>FunctionsApplication.CreateBuilder([])</c>, add the given settings to its
    /// configuration, replace services, add the app and build. Called once. Null: the worker is a process of its own.
    /// </summary>
    public Func<IReadOnlyDictionary<string, string?>, IHost>? Worker { get; init; }

    /// <summary>The app's assembly. Required with <see cref="Worker"/>.</summary>
    public Assembly? WorkerAssembly { get; init; }

    /// <summary>Whether timers fire on schedule. <see cref="FunctionsHost.RunTimerAsync"/> works in any case. Default true.</summary>
    public bool RunTimers { get; init; } = true;

    /// <summary>Receives every log line; may be called from any thread. Null: standard output.</summary>
    public Action<string>? Log { get; init; }
}
