using System.Reflection;
using System.Text.Json;
using AgentSched.FunctionsHost.Binding;
using AgentSched.FunctionsHost.Functions;
using AgentSched.FunctionsHost.Settings;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Microsoft.Extensions.Configuration;

namespace AgentSched.FunctionsHost.Timers;

/// <summary>What a timer function may look like, and its schedule.</summary>
internal sealed class TimerRules : ITriggerRules
{
    private readonly IConfiguration _settings;
    private readonly TimeZoneInfo _zone;
    private readonly TimeProvider _clock;

    public TimerRules(IConfiguration settings, TimeProvider clock, List<string> problems)
    {
        (_settings, _clock) = (settings, clock);
        var name = settings["WEBSITE_TIME_ZONE"];
        if (string.IsNullOrEmpty(name))
        {
            _zone = TimeZoneInfo.Utc;
        }
        else if (!TimeZoneInfo.TryFindSystemTimeZoneById(name, out _zone!))
        {
            problems.Add($"WEBSITE_TIME_ZONE: \"{name}\" is no time zone of this machine; take an IANA name such as Europe/Berlin");
            _zone = TimeZoneInfo.Utc;
        }
    }

    public List<FunctionTimer> Timers { get; } = [];

    public bool Handles(TriggerBindingAttribute trigger) => trigger is TimerTriggerAttribute;

    public ArgumentBinder? Bind(FunctionEntry function, ParameterInfo parameter, Action<string> problem)
    {
        if (CommonBinders.Refusal(parameter) is { } refusal)
        {
            problem(refusal);
            return null;
        }

        if (parameter != function.TriggerParameter)
        {
            return TextConverter.Named(parameter);
        }

        if (parameter.ParameterType == typeof(TimerInfo))
        {
            return call => new(((TimerTick)call.Trigger).Info);
        }

        if (parameter.ParameterType == typeof(string))
        {
            return call => new(JsonSerializer.Serialize(((TimerTick)call.Trigger).Info));
        }

        problem($"[TimerTrigger] on a {parameter.ParameterType.Name} is not supported here (local/README.md); put it on TimerInfo");
        return null;
    }

    public void Check(FunctionEntry function, Action<string> problem)
    {
        var trigger = (TimerTriggerAttribute)function.Trigger;
        var text = SettingText.Expand(trigger.Schedule, _settings, out var missing);
        if (missing.Count > 0)
        {
            problem($"schedule \"{trigger.Schedule}\": there is no setting {string.Join(", ", missing)}");
        }
        else if (TimerSchedule.Parse(text, _zone) is { } schedule)
        {
            Timers.Add(new FunctionTimer(function, trigger, text, schedule, _clock));
        }
        else
        {
            problem($"schedule \"{text}\" was not recognized as a valid cron expression or timespan string: five or six NCRONTAB fields, or hh:mm:ss");
        }
    }
}
