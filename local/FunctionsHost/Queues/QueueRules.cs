using System.Reflection;
using System.Text.RegularExpressions;
using AgentSched.FunctionsHost.Binding;
using AgentSched.FunctionsHost.Functions;
using AgentSched.FunctionsHost.Settings;
using AgentSched.FunctionsHost.Storage;
using Azure.Storage.Queues.Models;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Microsoft.Extensions.Configuration;

namespace AgentSched.FunctionsHost.Queues;

/// <summary>What a queue function may look like, and its queue.</summary>
internal sealed partial class QueueRules(IConfiguration settings, StorageAccounts accounts) : ITriggerRules
{
    public List<(FunctionEntry Function, string Queue, StorageAccount Account)> Queues { get; } = [];

    public bool Handles(TriggerBindingAttribute trigger) => trigger is QueueTriggerAttribute;

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

        var (type, name) = (parameter.ParameterType, parameter.Name!);
        return type == typeof(QueueMessage) ? call => new(Message(call))
            : type == typeof(BinaryData) ? call => new(Message(call).Body)
            : type == typeof(byte[]) ? call => new(Message(call).Body.ToArray())
            : type == typeof(string) ? call => new(((QueueDelivery)call.Trigger).Text)
            : call => new(TextConverter.Convert(((QueueDelivery)call.Trigger).Text, type, name));
    }

    public void Check(FunctionEntry function, Action<string> problem)
    {
        var trigger = (QueueTriggerAttribute)function.Trigger;
        if (Name(trigger.QueueName, problem) is { } queue && accounts.Find(trigger.Connection, "queue", problem) is { } account)
        {
            Queues.Add((function, queue, account));
        }

        foreach (var output in function.Outputs.Queues)
        {
            // Names with {parts} are complete only once there is a message.
            if (output.QueueName.Contains('{', StringComparison.Ordinal) || Name(output.QueueName, problem) is not null)
            {
                accounts.Find(output.Connection, "queue", problem);
            }
        }
    }

    /// <summary>With settings put in, in small letters; null after the problem was told.</summary>
    public string? Name(string text, Action<string> problem)
    {
        var name = SettingText.Expand(text, settings, out var missing).ToLowerInvariant();
        if (missing.Count > 0)
        {
            problem($"queue \"{text}\": there is no setting {string.Join(", ", missing)}");
            return null;
        }

        if (IsQueueName(name))
        {
            return name;
        }

        problem($"queue \"{name}\" is no queue name: 3 to 63 of a-z, 0-9 and single dashes between them");
        return null;
    }

    public static bool IsQueueName(string name) => name.Length is >= 3 and <= 63 && QueueName().IsMatch(name);

    private static QueueMessage Message(Invocation call) => ((QueueDelivery)call.Trigger).Message;

    [GeneratedRegex("^[a-z0-9]+(-[a-z0-9]+)*$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex QueueName();
}
