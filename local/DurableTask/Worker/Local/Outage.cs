using System.Diagnostics;
using System.Net.Sockets;
using Azure;
using Microsoft.Extensions.Logging;

namespace Microsoft.DurableTask.Worker.Local;

/// <summary>Storage that does not answer, as the log tells it: one line when it begins, with the innermost cause, and one when it is over.</summary>
internal sealed partial class Outage(ILogger logger)
{
    private readonly Lock _gate = new();
    private volatile bool _lasts;
    private long _beganAt;
    private long _failedAt;

    /// <summary>True for what time or an operator heals; false for an answer that says something about the request itself.</summary>
    public static bool Is(Exception e) => Innermost(e)
        is RequestFailedException { Status: 0 or 401 or 403 or 408 or 429 or >= 500 }
        or IOException or SocketException or HttpRequestException or TimeoutException or OperationCanceledException;

    public void Failed(Exception e)
    {
        lock (_gate)
        {
            _failedAt = Stopwatch.GetTimestamp();
            if (_lasts)
            {
                return;
            }

            (_lasts, _beganAt) = (true, _failedAt);
        }

        var cause = Innermost(e);
        Began(logger, cause.GetType().Name, cause.Message.Split('\n')[0].TrimEnd());
    }

    /// <summary>Storage answered what was asked at this time. What was asked before the last failure says nothing about now.</summary>
    public void Answered(long askedAt)
    {
        if (!_lasts)
        {
            return;
        }

        lock (_gate)
        {
            if (!_lasts || askedAt <= _failedAt)
            {
                return;
            }

            _lasts = false;
        }

        Over(logger, Stopwatch.GetElapsedTime(_beganAt));
    }

    // After several tries the exception holds one for each; the last is the newest.
    private static Exception Innermost(Exception e)
    {
        while (true)
        {
            if ((e as AggregateException)?.InnerExceptions.LastOrDefault() is { } last)
            {
                e = last;
            }
            else if (e.InnerException is { } inner)
            {
                e = inner;
            }
            else
            {
                return e;
            }
        }
    }

    [LoggerMessage(9015, LogLevel.Warning, "The durable hub cannot use its storage and tries again until it can: {Kind}: {Cause}")]
    private static partial void Began(ILogger logger, string kind, string cause);

    [LoggerMessage(9017, LogLevel.Information, "The durable hub can use its storage again, after {Duration}")]
    private static partial void Over(ILogger logger, TimeSpan duration);
}
