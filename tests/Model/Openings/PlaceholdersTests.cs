using AgentSched.Model.Openings;
using AgentSched.Model.Runs;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Model.Openings;

[Trait("shows", "house")]
[Trait("shows", "runs")]
public sealed class PlaceholdersTests
{
    private static readonly Dictionary<string, string?> Values = new(StringComparer.Ordinal)
    {
        ["previous.response"] = "42 files, {{dueTime}} {{previous.status}}",
        ["previous.status"] = "succeeded",
        ["dueTime"] = "2026-01-05T09:00:00Z",
        ["schedule.name"] = "report",
    };

    [Theory] // message; what its agent is told
    [InlineData("", "")]
    [InlineData("nothing to fill in", "nothing to fill in")]
    [InlineData("{{schedule.name}} at {{dueTime}}", "report at 2026-01-05T09:00:00Z")]
    [InlineData("{{ schedule.name }}", "report")]
    [InlineData("{{previous.status}}{{previous.status}}", "succeededsucceeded")]
    [InlineData("{{previous.response}}", "42 files, {{dueTime}} {{previous.status}}")] // what a response brings along is never expanded
    [InlineData("{{customer.name}} {{name}} {{#each x}}", "{{customer.name}} {{name}} {{#each x}}")] // the agent's own templates
    [InlineData("{{DueTime}} {{dueTime", "{{DueTime}} {{dueTime")]
    [InlineData("{{{dueTime}}}", "{2026-01-05T09:00:00Z}")]
    [InlineData("{{}} {{ }} {dueTime}", "{{}} {{ }} {dueTime}")]
    public void What_is_known_is_filled_in_once_and_the_rest_stays(string text, string expected) => Assert.Equal(expected, Placeholders.Fill(text, Values));

    [Fact]
    public void The_result_is_cut_to_the_longest_message_and_never_within_a_character()
    {
        var values = new Dictionary<string, string?>(StringComparer.Ordinal) { ["previous.response"] = new string('x', 10_000), ["dueTime"] = "😀" };
        Assert.Equal(30_000, Placeholders.Fill("{{previous.response}}{{previous.response}}{{previous.response}}{{previous.response}}", values).Length);
        Assert.Equal("abc", Placeholders.Fill("abc{{dueTime}}", values, max: 4));
        Assert.Equal("abc😀", Placeholders.Fill("abc{{dueTime}}", values, max: 5));
    }

    [Fact]
    public void A_run_that_follows_no_other_leaves_nothing_where_the_previous_one_would_stand()
    {
        var due = A.At("09:00");
        var schedule = A.Schedule(due);
        var run = A.Run(due) with { DueTime = due.AddSeconds(5) };
        const string Text = "{{schedule.name}} {{dueTime}} [{{previous.status}}|{{previous.response}}]";
        Assert.Equal("nightly 2026-01-05T09:00:05Z [|]", Placeholders.Fill(Text, Placeholders.Of(run, schedule)));
        run = run with { Previous = new PreviousRun("bob", RunId.New(due), RunStatus.TimedOut, "half of it") };
        Assert.Equal("nightly 2026-01-05T09:00:05Z [timedOut|half of it]", Placeholders.Fill(Text, Placeholders.Of(run, schedule)));
    }

    [Theory] // message; what is wrong with it
    [InlineData("{{previous.response}} {{previous.status}} {{dueTime}} {{schedule.name}} {{ dueTime }}", null)]
    [InlineData("{{customer}} {{x.y}} {{previous}}", null)]
    [InlineData("say {{previous.respnse}}", "{{previous.respnse}} is not a placeholder; use one of {{previous.response}}, {{previous.status}}, {{dueTime}}, {{schedule.name}}")]
    [InlineData("{{ duetime }}", "{{ duetime }} is not a placeholder; use one of {{previous.response}}, {{previous.status}}, {{dueTime}}, {{schedule.name}}")]
    [InlineData("{{Schedule.Name}}", "{{Schedule.Name}} is not a placeholder; use one of {{previous.response}}, {{previous.status}}, {{dueTime}}, {{schedule.name}}")]
    public void A_slip_in_one_of_our_own_words_is_told_others_are_left_alone(string text, string? expected) => Assert.Equal(expected, Placeholders.Objection(text));
}
