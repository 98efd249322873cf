using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace AgentSched.FunctionsHost.Settings;

/// <summary>
/// One line an entry: UTC stamp, level, category, message. Of an exception: its chain, and where the innermost one came from,
/// as a storage client's whole account of four refused connections would fill a screen.
/// </summary>
internal sealed class LineFormatter() : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "functions-line";
    private const int Frames = 6;

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var text = logEntry.Formatter(logEntry.State, logEntry.Exception);
        textWriter.Write(DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z '", CultureInfo.InvariantCulture));
        textWriter.Write(Level(logEntry.LogLevel));
        textWriter.Write(' ');
        textWriter.Write(logEntry.Category);
        textWriter.Write(": ");
        textWriter.Write(OneLine(text));
        if (logEntry.Exception is { } exception)
        {
            Write(exception, textWriter);
        }

        textWriter.WriteLine();
    }

    private static void Write(Exception exception, TextWriter writer)
    {
        var last = exception;
        for (var (e, depth) = (exception, 0); e is not null && depth < 5; e = e.InnerException, depth++)
        {
            writer.Write(" | ");
            writer.Write(e.GetType().Name);
            writer.Write(": ");
            writer.Write(e is AggregateException many ? $"{many.InnerExceptions.Count} failures, the first:" : OneLine(e.Message));
            last = e;
        }

        foreach (var frame in (last.StackTrace ?? string.Empty).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Take(Frames))
        {
            writer.Write(" | ");
            writer.Write(frame);
        }
    }

    /// <summary>Without the account of every try in between.</summary>
    public static string Reason(Exception exception)
    {
        while (exception.InnerException is { } inner)
        {
            exception = inner;
        }

        return OneLine(exception.Message);
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");

    private static string Level(LogLevel level) => level switch
    {
        LogLevel.Trace => "trce",
        LogLevel.Debug => "dbug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "fail",
        _ => "crit",
    };
}
