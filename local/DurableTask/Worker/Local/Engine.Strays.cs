using System.Diagnostics;

namespace Microsoft.DurableTask.Worker.Local;

/// <content>
/// Rows under this process's id that are no instance of it: an insert that was given up and sent again, and that storage carried out
/// all the same once the instance had ended and its row was gone. Nobody would ever look at it, and its id could not be started anew.
/// </content>
internal sealed partial class Engine
{
    private HashSet<string> _strays = new(StringComparer.Ordinal);
    private long _lookedForStraysAt = Stopwatch.GetTimestamp();

    private async Task RemoveStraysAsync(CancellationToken cancel)
    {
        if (Stopwatch.GetElapsedTime(_lookedForStraysAt) < _options.LeaseDuration)
        {
            return;
        }

        _lookedForStraysAt = Stopwatch.GetTimestamp();

        // Twice in a row: what is being started or ended is gone from one of the two looks.
        var before = _strays;
        var own = await _store.ListOwnAsync(_lease.WorkerId, cancel);
        _strays = own.Select(row => row.InstanceId).Where(id => Find(id) is null).ToHashSet(StringComparer.Ordinal);
        foreach (var id in _strays.Where(before.Contains))
        {
            if (await _store.ReadActiveAsync(id, cancel) is { } stored && IsMine(stored.Saved.Owner) && Find(id) is null)
            {
                await _store.RemoveEndedAsync(stored, cancel);
            }
        }
    }
}
