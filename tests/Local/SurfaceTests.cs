using System.Reflection;
using System.Text.RegularExpressions;
using AgentSched.Azurite;

namespace AgentSched.Tests.Local;

/// <summary>The app does not know which hosting it runs on.</summary>
[Trait("shows", "originals")]
public sealed partial class SurfaceTests
{
    private static readonly AssemblyUse App = AssemblyUse.Of(Originals.Functions);

    [Fact]
    public void No_source_of_the_app_is_compiled_on_a_condition_but_the_one_that_wires_Azure_Monitor()
    {
        var files = Directory.GetFiles(Path.Combine(Checkout.Root(), "functions"), "*.cs", SearchOption.AllDirectories);
        Assert.NotEmpty(files);
        Assert.Equal(["AzureMonitor.cs"], files.Where(file => Condition().IsMatch(File.ReadAllText(file))).Select(Path.GetFileName)); // only the originals have it
    }

    [Fact]
    public void The_app_refers_to_originals_known_packages_and_the_framework_only()
    {
        var framework = Frameworks().SelectMany(folder => Directory.GetFiles(folder, "*.dll")).Select(Path.GetFileNameWithoutExtension).ToHashSet(StringComparer.Ordinal);
        Assert.Contains("Microsoft.AspNetCore.Http.Abstractions", framework);
        Assert.DoesNotContain(App.Assemblies, name => !Originals.Bears(name) && name is not ("Azure.Core" or "Azure.Identity" or "OpenTelemetry" or "OpenTelemetry.Api" or "OpenTelemetry.Exporter.OpenTelemetryProtocol" or "YamlDotNet") && !framework.Contains(name));
    }

    /// <summary>A stand-in's public surface is its original's; what it has beyond that is internal, and no type of the app may reach it.</summary>
    [Fact]
    public void The_app_names_public_types_of_the_originals_only()
    {
        var used = App.Types.Where(type => Originals.Bears(type.Assembly)).ToList();
        Assert.NotEmpty(used);
        Assert.All(used, type => Assert.True(Assembly.Load(type.Assembly).GetType(type.Type, throwOnError: true)!.IsVisible, type.Type));
        Assert.DoesNotContain(used.Select(type => type.Assembly).Distinct(StringComparer.Ordinal), Befriends);
    }

    private static bool Befriends(string assembly) => Assembly.Load(assembly)
        .GetCustomAttributes<System.Runtime.CompilerServices.InternalsVisibleToAttribute>()
        .Any(friend => friend.AssemblyName is "AgentSched.Functions");

    /// <summary>Where the framework's assemblies lie that this process runs on: .NET's own and ASP.NET Core's.</summary>
    private static string[] Frameworks() =>
        [.. new[] { typeof(object), typeof(Microsoft.AspNetCore.Http.HttpContext) }.Select(type => Path.GetDirectoryName(type.Assembly.Location)!)];

    [GeneratedRegex(@"^\s*#\s*(if|elif|else)\b", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Condition();
}
