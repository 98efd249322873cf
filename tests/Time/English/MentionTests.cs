using AgentSched.Time.English;

namespace AgentSched.Tests.Time.English;

/// <summary>The name that a command is addressed to.</summary>
[Trait("shows", "house")]
[Trait("shows", "schedules")]
public sealed class MentionTests
{
    [Theory] // text → name, where it starts and ends with its sign; null: none
    [InlineData("@alice hello",                    "alice",   0,  6)]
    [InlineData("hello @Alice",                    "alice",   6,  12)]
    [InlineData("hello\n@alice",                   "alice",   6,  12)]
    [InlineData("@alice @bob",                     "alice",   0,  6)] // the first one
    [InlineData("@1",                              "1",       0,  2)]
    [InlineData("@a.b-c_d hello",                  "a.b-c_d", 0,  8)]
    [InlineData("@alice: hello",                   "alice",   0,  6)]
    [InlineData("@alice. Hello",                   "alice",   0,  6)] // a name ends with a letter or a digit
    [InlineData("@alice-_. Hello",                 "alice",   0,  6)]
    [InlineData("write to bob@example.com @alice", "alice",   25, 31)] // stands for itself
    [InlineData("bob@example.com",                 null,      0,  0)]
    [InlineData("@@alice",                         null,      0,  0)]
    [InlineData("@.alice",                         null,      0,  0)]
    [InlineData("@ alice",                         null,      0,  0)]
    [InlineData("@",                               null,      0,  0)]
    [InlineData("alice",                           null,      0,  0)]
    [InlineData("",                                null,      0,  0)]
    public void The_first_name(string text, string? name, int start, int end) =>
        Assert.Equal(name is null ? (Mention?)null : new Mention(name, start, end), Mention.Find(text));
}
