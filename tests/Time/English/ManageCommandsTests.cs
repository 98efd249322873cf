using System.Globalization;
using AgentSched.Time.English;

namespace AgentSched.Tests.Time.English;

/// <summary>Commands about schedules that exist.</summary>
[Trait("shows", "right-answers")]
[Trait("shows", "schedules")]
public sealed class ManageCommandsTests
{
    [Theory] // text → what to do, with which name, and until when
    [InlineData("list", "List (said)")]
    [InlineData("list schedules", "List (said)")]
    [InlineData("Show me all my schedules!", "List (said)")]
    [InlineData("schedules", "List (said)")]
    [InlineData("what is scheduled?", "List (said)")]
    [InlineData("show next", "Next (said)")]
    [InlineData("what's next?", "Next (said)")]
    [InlineData("show next nightly", "Next nightly")]
    [InlineData("show the next run of nightly", "Next nightly")]
    [InlineData("show next 3 runs of nightly", "Next nightly")]
    [InlineData("the next 5 runs of nightly", "Next nightly")]
    [InlineData("when does nightly report run next?", "Next nightly report")]
    [InlineData("when is nightly due", "Next nightly")]
    [InlineData("pause nightly", "Pause nightly")]
    [InlineData("please stop the nightly schedule", "Pause nightly (said)")]
    [InlineData("disable schedule \"nightly report\"", "Pause nightly report (said)")]
    [InlineData("pause nightly until friday at 9", "Pause nightly until friday at 9 or nightly, friday at 9")]
    [InlineData("pause nightly for 2 hours", "Pause nightly for 2 hours or nightly, in 2 hours")]
    [InlineData("resume nightly", "Resume nightly")]
    [InlineData("run nightly", "Run nightly")]
    [InlineData("delete nightly", "Delete nightly")]
    [InlineData("remove my nightly schedule.", "Delete nightly (said)")]
    [InlineData("cancel nightly report", "Cancel nightly report")]
    [InlineData("delete all schedules", "Delete all (said)")]
    [InlineData("list schedules of demo", "List (said)")]
    [InlineData("list schedules now", "List (said)")]
    [InlineData("list schedules please", "List (said)")]
    [InlineData("could you list the schedules of demo, please?", "List (said)")]
    [InlineData("what schedules do I have?", "List (said)")]
    [InlineData("now pause nightly", "Pause nightly")]
    [InlineData("pause nightly please", "Pause nightly")]
    [InlineData("pause  nightly   report", "Pause nightly report")]
    [InlineData("list open pull requests", "Show open pull requests")] // a message, unless a schedule is named so
    [InlineData("show nightly report", "Show nightly report")]
    [InlineData("show me nightly report", "Show nightly report")]
    [InlineData("list paused schedules", "List (said) Paused")]
    [InlineData("which schedules are paused?", "List (said) Paused")]
    [InlineData("show all active schedules", "List (said) Active")]
    [InlineData("rename nightly report to weekly", "Other nightly report to weekly")]
    [InlineData("skip next nightly report", "Other nightly report")]
    [InlineData("edit the nightly schedule", "Other nightly (said)")]
    [InlineData("clear all schedules", "Other all (said)")]
    [InlineData("check the models", null)]
    [InlineData("pause", "Pause (said)")]
    [InlineData("run it", "Run (said)")]
    [InlineData("please delete the schedule", "Delete (said)")]
    [InlineData("pause the y until friday at 9", "Pause y until friday at 9 or y, friday at 9")]
    [InlineData("continue", null)]
    [InlineData("", null)]
    public void Read(string text, string? expected) => Assert.Equal(
        expected,
        ManageCommands.Read(text) is { } read
            ? $"{read.Verb} {read.Name}{(read.ShortName is null ? "" : $" or {read.ShortName}, {read.Until}")}{(read.IsExplicit ? " (said)" : "")}{(read.State == ListedState.All ? "" : $" {read.State}")}".Replace("  ", " ", StringComparison.Ordinal)
            : null);

    [Theory]
    [InlineData("tomorrow at 9", "2026-11-22T08:00:00Z")]
    [InlineData("friday at 9", "2026-11-27T08:00:00Z")]
    [InlineData("in 2 hours", "2026-11-21T11:00:00Z")]
    [InlineData("2026-12-24 18:00", "2026-12-24T17:00:00Z")]
    [InlineData("friday", null)] // no time is invented
    [InlineData("yesterday", null)]
    [InlineData("further notice", null)]
    public void Until(string words, string? expected) => Assert.Equal(
        expected is null ? null : DateTimeOffset.Parse(expected, CultureInfo.InvariantCulture), ManageCommands.UntilOf(words, EnglishReaderTests.Zone, EnglishReaderTests.Now));
}
