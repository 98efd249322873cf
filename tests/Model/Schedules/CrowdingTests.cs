using AgentSched.Model.Agents;
using AgentSched.Model.Schedules;
using AgentSched.Time.Specs;

namespace AgentSched.Tests.Model.Schedules;

[Trait("shows", "house")]
[Trait("shows", "right-answers")]
public sealed class CrowdingTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Ten = new(2026, 1, 5, 10, 0, 0, TimeSpan.Zero);

    [Theory] // slots, queue, schedules in the second, what the one at hand does → what is said of the others; null: there is room
    [InlineData(1, 3, 4, OnFull.Wait, null)]
    [InlineData(1, 3, 5, OnFull.Wait, "the others wait within their catch-up window and are missed after it (onFull: wait)")]
    [InlineData(1, 3, 5, OnFull.Fail, "the others fail (onFull: fail)")]
    [InlineData(4, 0, 4, OnFull.Fail, null)]
    [InlineData(4, 0, 5, OnFull.Fail, "the others fail (onFull: fail)")]
    [InlineData(1, 0, 1, OnFull.Wait, null)]
    public void One_second(int slots, int depth, int count, OnFull onFull, string? others) => Says(slots, depth, [.. Enumerable.Repeat(onFull, count)], others);

    [Theory] // of schedules that are due in one second, those that wait and those that fail: what is said is true of each, whichever comes first
    [InlineData(5, 1)]
    [InlineData(1, 5)]
    [InlineData(6, 2)]
    [InlineData(11, 1)]
    [InlineData(4, 1)]
    public void What_each_does_is_said_if_they_differ(int waiting, int failing) => Says(
        1,
        3,
        [.. Enumerable.Repeat(OnFull.Wait, waiting), .. Enumerable.Repeat(OnFull.Fail, failing)],
        "of the others, those with onFull: wait wait within their catch-up window and are missed after it, and those with onFull: fail fail");

    private static void Says(int slots, int depth, IReadOnlyCollection<OnFull> all, string? others) => Assert.Equal(
        others is null ? null : $"{all.Count} schedules of agent \"alice\" are due at 2026-01-05T10:00:00Z, but its slots and queue hold {slots + depth} runs (maxConcurrent {slots}, queueDepth {depth}); {others}",
        Crowding.Warning(Alice(slots, depth), Ten, all));

    [Theory] // schedules of an agent with one slot and no queue, changed ones with a star → the hours that are warned of
    [InlineData("10* 10*",               "10")]
    [InlineData("10 10",                 "")] // nothing of it is changed
    [InlineData("10 10*",                "10")]
    [InlineData("10* 11*",               "")]
    [InlineData("12* 10* 10 12",         "10 12")] // in order
    [InlineData("10* off10",             "")] // disabled
    [InlineData("10* past",              "")] // over
    public void The_seconds_of_what_is_changed(string schedules, string hours)
    {
        var all = schedules.Split(' ').Select((text, i) => Daily(text.TrimEnd('*'), $"s{i}")).ToList();
        var changed = schedules.Split(' ').Index().Where(s => s.Item.EndsWith('*')).Select(s => $"s{s.Index}").ToHashSet();
        Assert.Equal(hours, string.Join(' ', Crowding.Warnings(Alice(1, 0), all, changed, Now).Select(w => w.Split("2026-01-05T")[1][..2])));
    }

    private static Agent Alice(int slots, int depth) => new()
    {
        Name = "alice", Owner = "o", Tenant = "t", Url = new Uri("https://agents.example/"), MaxConcurrent = slots, QueueDepth = depth, CreatedAt = Now, UpdatedAt = Now,
    };

    private static Schedule Daily(string text, string id) => new()
    {
        Id = id,
        Tenant = "t",
        Agent = "alice",
        Owner = "o",
        Name = id,
        Message = "m",
        Enabled = !text.StartsWith("off", StringComparison.Ordinal),
        Spec = ScheduleSpec.Parse(text == "past" ? new SpecText { At = new DateTime(2026, 1, 1, 10, 0, 0), Zone = "UTC" } : new SpecText { Cron = $"0 {text.Replace("off", "", StringComparison.Ordinal)} * * *", Zone = "UTC" }),
        CreatedAt = Now,
        UpdatedAt = Now,
    };
}
