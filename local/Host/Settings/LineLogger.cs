using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace AgentSched.Hosting.Settings;

/// <summary>Writes one line per log entry: UTC time, level, category, message, then the exception chain and the innermost stack frames.</summary>
internal sealed class LineLogger(Action<string> write) : ILoggerProvider
{
    private const int Frames = 6;
    private static readonly string[] Levels = ["trce", "dbug", "info", "warn", "fail", "crit"];

    /// <summary>A logger factory with the levels of host.json's <c>logging.logLevel</c>.</summary>
    public static ILoggerFactory Factory(IConfiguration configuration, Action<string> write) => LoggerFactory.Create(logging => logging
        .AddFilter("Microsoft.AspNetCore", LogLevel.Warning)
        .AddFilter("Microsoft.Extensions.Hosting", LogLevel.None) // what it logs at a failed start is also thrown
        .AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Warning)
        .AddFilter("Grpc", LogLevel.Warning)
        .AddFilter("Yarp", LogLevel.Warning)
        .AddConfiguration(configuration.GetSection($"{HostSettings.HostJson}:logging"))
        .AddProvider(new LineLogger(write)));

    public ILogger CreateLogger(string categoryName) => new Category(categoryName, write);

    public void Dispose()
    {
    }

    private static string Format(LogLevel level, string category, string message, Exception? exception)
    {
        List<string> parts = [$"{DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)} {Levels[(int)level]} {category}: {message}"];
        for (var e = exception; e is not null; e = e.InnerException)
        {
            parts.Add($"{e.GetType().Name}: {e.Message}");
            if (e.InnerException is null)
                parts.AddRange((e.StackTrace ?? string.Empty).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Take(Frames));
        }

        return string.Join(" | ", parts).ReplaceLineEndings(" ");
    }

    private sealed class Category(string name, Action<string> write) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
                write(Format(logLevel, name, formatter(state, exception), exception));
        }
    }
}
