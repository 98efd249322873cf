using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;

namespace AgentSched.Hosting.Settings;

/// <summary>Writes one line per log entry: UTC time, level, category, message, then the exception chain and the innermost stack frames.</summary>
internal sealed class LineLogger(Action<string> write) : ILoggerProvider
{
    private const int Frames = 6;

    public ILogger CreateLogger(string categoryName) => new Category(categoryName, write);

    public void Dispose()
    {
    }

    /// <summary>Message of the innermost exception, on one line.</summary>
    public static string Reason(Exception exception)
    {
        while (exception.InnerException is { } inner)
            exception = inner;
        return exception.Message.ReplaceLineEndings(" ");
    }

    private static string Format(LogLevel level, string category, string message, Exception? exception)
    {
        var line = new StringBuilder(DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z '", CultureInfo.InvariantCulture))
            .Append(Short(level)).Append(' ').Append(category).Append(": ").Append(message);
        var innermost = exception;
        for (var (e, depth) = (exception, 0); e is not null && depth < 5; e = e.InnerException, depth++)
        {
            line.Append(" | ").Append(e.GetType().Name).Append(": ").Append(e.Message);
            innermost = e;
        }

        foreach (var frame in (innermost?.StackTrace ?? string.Empty).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Take(Frames))
            line.Append(" | ").Append(frame);

        return line.ToString().ReplaceLineEndings(" ");
    }

    private static string Short(LogLevel level) => level switch
    {
        LogLevel.Trace => "trce",
        LogLevel.Debug => "dbug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "fail",
        _ => "crit",
    };

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
