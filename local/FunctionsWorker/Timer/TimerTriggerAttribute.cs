using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

[AttributeUsage(AttributeTargets.Parameter)]
public sealed class TimerTriggerAttribute : TriggerBindingAttribute
{
    public TimerTriggerAttribute(string schedule) => Schedule = schedule;

    /// <summary>NCRONTAB with five or six fields, or a constant interval such as 00:05:00; %name% stands for a setting.</summary>
    public string Schedule { get; }

    public bool RunOnStartup { get; set; }

    public bool UseMonitor { get; set; } = true;
}
