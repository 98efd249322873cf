using AgentSched.Model.Agents;
using AgentSched.Model.Queues;
using AgentSched.Model.Usage;
using AgentSched.Storage.Rows;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Storage;

[Trait("shows", "access-money")]
public sealed class AgentRowTests
{
    private static readonly Agent Alice = A.Agent(A.At("09:00"));
    private static readonly Adherence Shown = new(string.Join(' ', Enumerable.Repeat("0.1", Adherence.Needed)));

    [Fact]
    public void An_agent_of_an_earlier_version_has_shown_nothing() => Assert.Equal(Adherence.None, AgentRow.Read(AgentRow.New(Alice, "s00")).Queue.Adherence);

    [Fact]
    public void What_an_agent_has_shown_is_written_with_its_queue_and_read_back()
    {
        var row = AgentRow.Entry(Alice, "s00");
        foreach (var (column, value) in AgentRow.Queue(Alice, AgentQueue.Empty with { Adherence = Shown }, "s00"))
        {
            row[column] = value;
        }

        Assert.Equal(Shown, AgentRow.Read(row).Queue.Adherence);
        Assert.Equal(string.Empty, AgentRow.Queue(Alice, AgentQueue.Empty, "s00")["Adherence"]); // not null: a merge would leave what it had shown
    }

    [Theory] // the agent's address and kind before, and after an edit; whether it has to show again that it keeps to maxima
    [InlineData("http://alice.example/", AgentKind.Trinity, false)]
    [InlineData("http://alice.example/new", AgentKind.Trinity, true)]
    [InlineData("http://alice.example/", AgentKind.Webhook, true)]
    public void Another_agent_in_its_place_starts_anew(string url, AgentKind kind, bool anew) =>
        Assert.Equal(anew, AgentRow.Entry(Alice with { Url = new Uri(url), Kind = kind, MaxConcurrent = 9 }, Alice, "s00").ContainsKey("Adherence"));
}
