using AgentSched.Api.Live;
using AgentSched.Model.Agents;

namespace AgentSched.Tests.Api.Live;

/// <summary>Ids of events, as clients send them back.</summary>
[Trait("shows", "access")]
public sealed class EventIdTests
{
    private const long Since = 1_767_603_600_000_000; // 2026-01-05 09:00

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(EventId.MaxAgents)]
    public void What_is_written_is_read_again(int agents)
    {
        var places = Enumerable.Range(0, agents).ToDictionary(i => EventId.KeyOf(new AgentKey("main", $"agent-{i}")), i => i % 2 == 0 ? StreamPosition.After(Since + i * 1000) : StreamPosition.Within(Since - i * 77_000_000L));
        var text = new EventId(Since, places).ToString();
        Assert.Matches("^[A-Za-z0-9_-]+$", text);
        Assert.True(EventId.TryParse(text, out var id));
        Assert.Equal(Since, id.Since);
        Assert.Equal(places.OrderBy(p => p.Key), id.Places.OrderBy(p => p.Key));
    }

    [Fact]
    public void The_id_of_one_agent_is_a_short_word_and_that_of_a_hundred_fits_into_a_header()
    {
        static int Length(int agents) => new EventId(Since, Enumerable.Range(0, agents).ToDictionary(i => EventId.KeyOf(new AgentKey("main", $"agent-{i}")), i => StreamPosition.After(Since + i * 3_600_000_000L))).ToString().Length;
        Assert.InRange(Length(1), 20, 60);
        Assert.InRange(Length(EventId.MaxAgents), 1000, 2500);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("not an id")]
    [InlineData("AAAAAAAAAAAAAAAA")]
    [InlineData("../../etc/passwd")]
    [InlineData("MTIzNDU2Nzg5MDEyMzQ1Njc4OTA")]
    public void Whatever_else_comes_is_no_id(string text) => Assert.False(EventId.TryParse(text, out _));

    [Fact]
    public void An_id_with_one_character_changed_added_or_lost_is_no_id()
    {
        var text = new EventId(Since, new Dictionary<ulong, StreamPosition> { [EventId.KeyOf(new AgentKey("main", "alice"))] = StreamPosition.After(Since) }).ToString();
        for (var i = 0; i < text.Length; i++)
        {
            Assert.False(EventId.TryParse(text.Remove(i, 1), out _), $"without character {i}");
            Assert.False(EventId.TryParse(text.Remove(i, 1).Insert(i, text[i] == 'A' ? "B" : "A"), out var other) && other.ToString() != text, $"another character {i}");
        }

        Assert.False(EventId.TryParse(text + "AAAA", out _));
        Assert.False(EventId.TryParse(new string('A', 100_000), out _));
    }

    [Fact]
    public void Agents_of_two_tenants_are_two_agents() => Assert.NotEqual(EventId.KeyOf(new AgentKey("main", "alice")), EventId.KeyOf(new AgentKey("other", "alice")));

    [Theory] // entry 7 has two events
    [InlineData("after 6", 6)]
    [InlineData("within 7", 6)] // the second is still to come, so the entry is read again
    [InlineData("after 7", 7)]
    public void A_place_says_what_has_to_be_read(string place, long readAfter)
    {
        var number = long.Parse(place[^1..]);
        Assert.Equal(readAfter, (place.StartsWith("after", StringComparison.Ordinal) ? StreamPosition.After(number) : StreamPosition.Within(number)).ReadAfter);
    }
}
