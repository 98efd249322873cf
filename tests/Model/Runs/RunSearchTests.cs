using AgentSched.Model.Runs;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Model.Runs;

[Trait("shows", "house")]
[Trait("shows", "runs")]
public sealed class RunSearchTests
{
    private static readonly RunSearch All = new([], [], From: null, To: null, Schedule: null, Text: null);

    private static readonly Run Failed = A.Ended(A.At("09:00"), RunStatus.Failed) with
    {
        ScheduleName = "Nightly report",
        Message = "Check deprecated models",
        Sentence = "the agent answered 500",
        Answer = new AgentAnswer { Response = "Half of it" },
    };

    [Fact]
    public void Without_conditions_every_run_matches()
    {
        Assert.True(All.Matches(Failed));
        Assert.True(All.Matches(A.Run(A.At("09:00")))); // nothing is known of it yet
    }

    [Theory] // statuses that are searched for; whether a failed run matches
    [InlineData("",                true)] // empty: all
    [InlineData("Failed",          true)]
    [InlineData("TimedOut Failed", true)]
    [InlineData("Succeeded",       false)]
    public void One_of_the_statuses_must_be_the_run_s(string statuses, bool expected) =>
        Assert.Equal(expected, (All with { Statuses = [.. statuses.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => Enum.Parse<RunStatus>(word))] }).Matches(Failed));

    [Theory] // triggers, schedule that are searched for; whether a scheduled run matches
    [InlineData("Schedule",        null,               true)]
    [InlineData("Manual",          null,               false)]
    [InlineData("Manual Schedule", null,               true)]  // one of them
    [InlineData("Manual Api",      null,               false)]
    [InlineData("",                A.ScheduleId,       true)]
    [InlineData("",                "another-schedule", false)]
    [InlineData("Schedule",        "another-schedule", false)] // all conditions must hold
    public void One_of_the_triggers_and_the_schedule_must_be_the_run_s(string triggers, string? schedule, bool expected)
    {
        var search = All with { Triggers = [.. triggers.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => Enum.Parse<RunTrigger>(word))], Schedule = schedule };
        Assert.Equal(expected, search.Matches(Failed));
        Assert.Equal(schedule is null && expected, search.Matches(Failed with { ScheduleId = null }));
    }

    [Theory] // text that is searched for; whether the run matches
    [InlineData("nightly",      true)]  // in the schedule's name, without regard to case
    [InlineData("DEPRECATED",   true)]  // in the message
    [InlineData("half of it",   true)]  // in the response
    [InlineData("answered 500", true)]  // in the sentence
    [InlineData("",             true)]
    [InlineData("alice",        false)] // the agent's name is no text of the run
    [InlineData("report check", false)] // not across two texts
    public void The_text_must_stand_in_name_message_response_or_sentence(string text, bool expected)
    {
        Assert.Equal(expected, (All with { Text = text }).Matches(Failed));
        Assert.False((All with { Text = text }).Matches(A.Run(A.At("09:00")))); // has none of them
    }
}
