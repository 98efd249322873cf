using System.Text;
using AgentSched.Api.Http;

namespace AgentSched.Tests.Api.Http;

[Trait("shows", "house")]
[Trait("shows", "right-answers")]
public sealed class BodyHashTests
{
    [Theory] // two bodies; whether the second repeats the first
    [InlineData("""{"a":1,"b":"x"}""", """{"b":"x","a":1}""", true)]
    [InlineData("""{"a":1}""", """ { "a" : 1 } """, true)]
    [InlineData("""{"a":1}""", """{"a":1,"retries":null}""", true)] // null counts as absent
    [InlineData("""{"a":{"x":1,"y":2}}""", """{"a":{"y":2,"x":1}}""", true)]
    [InlineData("""{"a":"\u00e4\n"}""", """{"a":"ä\n"}""", true)]
    [InlineData("""[{"a":1,"b":2}]""", """[{"b":2,"a":1}]""", true)]
    [InlineData("{}", "", true)]
    [InlineData("""{"a":null}""", "{}", true)]
    [InlineData("""{"a":1}""", """{"a":2}""", false)]
    [InlineData("""{"a":1}""", """{"a":"1"}""", false)]
    [InlineData("""{"a":1}""", """{"b":1}""", false)]
    [InlineData("""{"a":[1,2]}""", """{"a":[2,1]}""", false)]
    [InlineData("""{"context":{"a":null}}""", """{"context":{}}""", false)] // in data of the caller's own, null is a value
    [InlineData("""{"a":1}""", """{"a":1""", false)]
    [InlineData("[]", "{}", false)]
    [InlineData("[]", "", false)]
    [InlineData("""{"a":"\ud800"}""", """{"a":"\ud801"}""", false)] // no valid Unicode: the bytes count
    public void A_repeated_body_has_the_same_hash(string first, string second, bool isSame) =>
        Assert.Equal(isSame, BodyHash.Of(Encoding.UTF8.GetBytes(first)) == BodyHash.Of(Encoding.UTF8.GetBytes(second)));
}
