using System.Globalization;
using Microsoft.Azure.Functions.Worker;

namespace Parity.Worker.App;

public sealed class TimerFunctions(Journal journal)
{
    [Function("Minutely")]
    public async Task Minutely([TimerTrigger("%EveryMinute%")] TimerInfo tick, CancellationToken cancel)
    {
        journal.Add(string.Create(CultureInfo.InvariantCulture,
            $"minutely late={tick.IsPastDue} last={tick.ScheduleStatus!.Last:HH:mm:ss} next={tick.ScheduleStatus.Next:HH:mm:ss}"));
        if (journal.Gates.TryGetValue("minutely", out var gate))
        {
            await gate.Task.WaitAsync(cancel);
        }
    }

    [Function("Zoned")]
    public void Zoned([TimerTrigger("%Zoned%")] TimerInfo tick) =>
        journal.Add($"zoned {tick.ScheduleStatus!.Next.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture)}");

    [Function("Often")]
    public void Often([TimerTrigger("*/20 * * * * *")] TimerInfo tick) => journal.Add($"often status={tick.ScheduleStatus is not null}");

    [Function("AtStart")]
    public void AtStart([TimerTrigger("01:00:00", RunOnStartup = true, UseMonitor = false)] TimerInfo tick) =>
        journal.Add($"atstart late={tick.IsPastDue}");

    [Function("Retried")]
    [FixedDelayRetry(2, "00:00:01")]
    public void Retried([TimerTrigger("0 0 3 * * *", UseMonitor = false)] TimerInfo tick, FunctionContext context)
    {
        journal.Add($"retried {context.RetryContext.RetryCount} of {context.RetryContext.MaxRetryCount} late={tick.IsPastDue}");
        if (context.RetryContext.RetryCount < 2)
        {
            throw new InvalidOperationException("once more");
        }
    }
}
