using System.Reflection;

namespace AgentSched.FunctionsHost;

/// <summary>How the functions run in this process; <c>builder.Services.Configure&lt;LocalHostOptions&gt;(…)</c>.</summary>
public sealed class LocalHostOptions
{
    /// <summary>Where the functions are; null means the entry assembly.</summary>
    public Assembly? FunctionsAssembly { get; set; }

    /// <summary>Folder of host.json; null means FUNCTIONS_APPLICATION_DIRECTORY, else the folder of the program.</summary>
    public string? ContentRoot { get; set; }

    /// <summary>0 means any free port; null means <c>--port</c>, else Host:LocalHttpPort of local.settings.json, else 7071.</summary>
    public int? Port { get; set; }

    /// <summary>False: no timer fires by itself; <see cref="LocalHost.RunTimerAsync"/> still runs one.</summary>
    public bool RunTimers { get; set; } = true;

    /// <summary>False: no queue is polled.</summary>
    public bool RunQueues { get; set; } = true;

    /// <summary>Pause between two looks at an empty queue; null means the back-off of host.json.</summary>
    public TimeSpan? PollQueuesEvery { get; set; }
}
