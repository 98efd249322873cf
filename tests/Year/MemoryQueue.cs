using AgentSched.Storage.Account;
using AgentSched.Storage.Runs;
using Microsoft.Extensions.Options;

namespace AgentSched.Year;

/// <summary>The queue as one process sees it: what is sent is delivered by the simulation, at its time or later, and sometimes twice.</summary>
internal sealed class MemoryQueue(StorageClients clients, IOptions<RunQueueOptions> options, TimeProvider clock, Faults faults, Action<RunRequest, TimeSpan> send)
    : RunQueue(clients, options, clock)
{
    private readonly TimeProvider _clock = clock;

    internal override async Task SendAsync(RunRequest request, TimeSpan lead, CancellationToken cancel)
    {
        await faults.BeforeAsync("send");
        var delay = request.DueTime - lead - _clock.GetUtcNow();
        send(request, TimeSpan.FromSeconds(Math.Floor(Math.Clamp(delay.TotalSeconds, 0, TimeSpan.FromDays(7).TotalSeconds))));
        faults.AfterWrite();
    }
}
