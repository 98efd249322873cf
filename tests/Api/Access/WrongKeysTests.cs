using System.Globalization;
using AgentSched.Api.Door;
using AgentSched.Model.Access;
using AgentSched.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace AgentSched.Tests.Api.Access;

[Trait("shows", "access-money")]
public sealed class WrongKeysTests
{
    private readonly SettableClock _clock = new(A.At("09:00"));
    private readonly WrongKeys _keys;

    public WrongKeysTests() => _keys = new WrongKeys(Options.Create(new AccessOptions()), _clock, NullLogger<WrongKeys>.Instance);

    [Fact]
    public void The_default_is_twenty_in_a_minute() => Assert.Equal(20, new AccessOptions().WrongKeysPerMinute);

    [Fact]
    public void After_twenty_in_a_minute_an_address_waits_for_the_rest_of_it()
    {
        for (var sent = 0; sent < 20; sent++)
        {
            Assert.Null(_keys.WaitOf("1.2.3.4", key: null));
            _keys.Add("1.2.3.4");
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(TimeSpan.FromSeconds(40), _keys.WaitOf("1.2.3.4", key: null));
        Assert.Null(_keys.WaitOf("1.2.3.5", key: null)); // others do not
        _clock.Advance(TimeSpan.FromSeconds(40));
        Assert.Null(_keys.WaitOf("1.2.3.4", key: null));
    }

    [Fact]
    public void Who_sends_one_now_and_then_never_waits()
    {
        for (var sent = 0; sent < 200; sent++)
        {
            _keys.Add("1.2.3.4");
            Assert.Null(_keys.WaitOf("1.2.3.4", key: null));
            _clock.Advance(TimeSpan.FromSeconds(4));
        }
    }

    [Fact]
    public void A_key_that_was_valid_lately_does_not_wait_and_another_with_its_id_does()
    {
        var (valid, other) = (ApiKey.Create(), ApiKey.Create());
        _keys.AddValid(valid);
        Fill("1.2.3.4");
        Assert.Null(_keys.WaitOf("1.2.3.4", valid));
        Assert.NotNull(_keys.WaitOf("1.2.3.4", other));
        Assert.True(ApiKey.TryParse($"ask_{valid.Id}_{new string('a', 40)}", out var guessed));
        Assert.NotNull(_keys.WaitOf("1.2.3.4", guessed));
        _clock.Advance(TimeSpan.FromMinutes(10));
        Fill("1.2.3.4");
        Assert.NotNull(_keys.WaitOf("1.2.3.4", valid)); // that was long ago
    }

    [Fact]
    public void Memory_is_bounded_and_the_oldest_are_forgotten()
    {
        Fill("first");
        for (var address = 0; address < WrongKeys.MaxAddresses + 500; address++)
        {
            _clock.Advance(TimeSpan.FromTicks(1));
            _keys.Add(address.ToString(CultureInfo.InvariantCulture));
        }

        Assert.Equal(WrongKeys.MaxAddresses, _keys.Addresses);
        Assert.Null(_keys.WaitOf("first", key: null));
    }

    private void Fill(string address)
    {
        for (var sent = 0; sent < 20; sent++)
        {
            _keys.Add(address);
        }
    }
}
