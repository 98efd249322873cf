using AgentSched.Engine.Edits;
using AgentSched.Model.Schedules;
using AgentSched.Storage.Schedules;
using AgentSched.Storage.Tables;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Storage;

/// <summary>Creates of one owner that come all at once: they share the owner's counter.</summary>
[Trait("shows", "one-world")]
public sealed class ManyCreatesTests(AzuriteFixture azurite)
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Sixteen_at_once_are_all_made(int processes)
    {
        const int Most = 100;
        const int AtOnce = 16;
        var clock = new SettableClock(DateTimeOffset.Parse("2026-01-05T09:30:00Z"));
        var storage = azurite.TakeConnectionString();
        var several = new List<BareProcess>();
        for (var i = 0; i < processes; i++)
        {
            several.Add(await BareProcess.StartAsync(storage, clock, maxSchedules: Most));
        }

        var now = clock.GetUtcNow();
        foreach (var round in Enumerable.Range(0, Most + 1).Chunk(AtOnce))
        {
            var made = await Task.WhenAll(round.Select(i => Task.Run(() => several[i % processes].Get<ScheduleEditor>().TryCreateAsync(
                A.Schedule(now, "0 * * * *") with { Id = ScheduleId.Random(), Name = $"schedule {i}" },
                now,
                Cancel))));
            Assert.Equal(round.Contains(Most) ? 1 : 0, made.Count(reservation => reservation == Reservation.QuotaReached)); // the one that is too many
            Assert.All(made, reservation => Assert.True(reservation is Reservation.Made or Reservation.QuotaReached, reservation.ToString()));
        }

        var rows = await new Rows(storage).AllAsync();
        Assert.Equal(Most, rows.Count(row => row.RowKey.StartsWith("s|", StringComparison.Ordinal)));
        Assert.Equal(Most, Assert.Single(rows, row => row.RowKey == Keys.QuotaRow).GetInt32("Schedules"));
        foreach (var process in several)
        {
            await process.DisposeAsync();
        }
    }
}
