using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace AgentSched.Hosting.Settings;

/// <summary>One line per entry, with the levels of host.json's <c>logging.logLevel</c>.</summary>
internal static class HostLogging
{
    public static ILoggerFactory Create(IConfiguration configuration, Action<string>? write) => LoggerFactory.Create(logging => logging
        .AddFilter("Microsoft.AspNetCore", LogLevel.Warning)
        .AddFilter("Microsoft.Extensions.Hosting", LogLevel.None) // what it logs at a failed start is thrown, too
        .AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Warning)
        .AddFilter("Grpc", LogLevel.Warning)
        .AddFilter("Yarp", LogLevel.Warning)
        .AddConfiguration(configuration.GetSection($"{HostSettings.HostJson}:logging"))
        .AddProvider(new LineLogger(write ?? Console.Out.WriteLine)));

    /// <summary>Closes the logs after everything else.</summary>
    internal sealed class Closing(ILoggerFactory loggers) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            loggers.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
