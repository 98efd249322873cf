using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Microsoft.DurableTask.Worker.Local;

/// <summary>
/// This process's sign of life. Others take its instances over when it has run out, so a process that could not renew it in time
/// writes nothing and starts nothing until it is registered again, under another id. All of it in system time.
/// </summary>
internal sealed partial class Lease(WorkerRows rows, TimeSpan duration, ILogger logger)
{
    private long _renewedAt;
    private volatile bool _registered;

    public string WorkerId { get; private set; } = NewId();

    /// <summary>A tenth before others think so, for what is on its way to storage.</summary>
    public bool IsHeld => _registered && Stopwatch.GetElapsedTime(Volatile.Read(ref _renewedAt)) < duration * 0.9;

    /// <summary>True when the process is registered anew and its instances bear the id of before.</summary>
    public async Task<bool> RenewAsync(CancellationToken cancel)
    {
        while (true)
        {
            if (_registered && !IsHeld)
            {
                Lost(logger, WorkerId);
                _registered = false;
                WorkerId = NewId();
            }

            var asked = Stopwatch.GetTimestamp();
            await rows.RenewAsync(WorkerId, DateTimeOffset.UtcNow + duration, cancel);

            // A renewal that was under way for so long that the lease ran out comes too late: others may have acted on it.
            if (!_registered || IsHeld)
            {
                Volatile.Write(ref _renewedAt, asked);
                var isNew = !_registered;
                _registered = true;
                return isNew;
            }
        }
    }

    public async Task GiveBackAsync(CancellationToken cancel)
    {
        if (_registered)
        {
            _registered = false;
            await rows.RemoveAsync(WorkerId, cancel);
        }
    }

    private static string NewId() => Guid.NewGuid().ToString("N");

    [LoggerMessage(9001, LogLevel.Warning, "Worker {WorkerId} could not renew its lease in time; it pauses until it is registered anew")]
    private static partial void Lost(ILogger logger, string workerId);
}
