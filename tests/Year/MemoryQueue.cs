using AgentSched.Dispatch;
using AgentSched.Storage;
using Microsoft.Extensions.Options;

namespace AgentSched.Year;

/// <summary>The queue as one process sees it: what is sent is delivered by the simulation, at its time or later, and sometimes twice.</summary>
internal sealed class MemoryQueue(StorageClients clients, IOptions<DispatchOptions> options, TimeProvider clock, Faults faults, Action<RunRequest, TimeSpan> send)
    : RunQueue(clients, options, clock)
{
    private readonly TimeProvider _clock = clock;
    private readonly TimeSpan _lead = options.Value.Lead;

    internal override async Task SendAsync(RunRequest request, CancellationToken cancel)
    {
        await faults.BeforeAsync("send");
        var delay = request.DueTime - _lead - _clock.GetUtcNow();
        send(request, TimeSpan.FromSeconds(Math.Floor(Math.Clamp(delay.TotalSeconds, 0, TimeSpan.FromDays(7).TotalSeconds))));
        faults.AfterWrite();
    }
}
