using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace AgentSched.FunctionsHost.Settings;

/// <summary>One line an entry on the console, stamped in UTC; levels from host.json.</summary>
internal static class HostLogging
{
    public static void Add(IServiceCollection services)
    {
        services.AddLogging(logging => logging
            .AddConsole(console => console.FormatterName = LineFormatter.FormatterName)
            .AddConsoleFormatter<LineFormatter, ConsoleFormatterOptions>());
        services.AddSingleton<IConfigureOptions<LoggerFilterOptions>, Levels>();
    }

    /// <summary>Registered first, so that what Program.cs sets comes later and wins.</summary>
    private sealed class Levels(HostJson host) : IConfigureOptions<LoggerFilterOptions>
    {
        public void Configure(LoggerFilterOptions options)
        {
            options.MinLevel = LogLevel.Information;

            // A line for every answer is too much; host.json may ask for it.
            options.Rules.Add(new LoggerFilterRule(null, "Microsoft.AspNetCore", LogLevel.Warning, null));
            foreach (var (category, text) in host.LogLevels)
            {
                if (!Enum.TryParse<LogLevel>(text, ignoreCase: true, out var level))
                {
                    host.Wrong($"logging:logLevel:{category}", $"\"{text}\" is none of {string.Join(", ", Enum.GetNames<LogLevel>())}");
                }
                else if (category.Equals("default", StringComparison.OrdinalIgnoreCase))
                {
                    options.MinLevel = level;
                }
                else
                {
                    options.Rules.Add(new LoggerFilterRule(null, category, level, null));
                }
            }
        }
    }
}
