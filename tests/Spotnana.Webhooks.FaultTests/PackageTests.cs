using Spotnana.Webhooks.FaultTests.Harness;

namespace Spotnana.Webhooks.FaultTests;

/// <summary>The packages as a stranger gets them: a fresh project with nothing but the README's handler.</summary>
[Collection(FaultCollection.Name)]
public sealed class PackageTests(PublishedService published)
{
    private const string Version = "0.0.0-packed";

    [Fact]
    public async Task A_fresh_project_of_the_packages_with_the_READMEs_handler_builds_and_handles_a_sample()
    {
        var packages = await PackAsync("Spotnana.Webhooks", "Spotnana.Webhooks.Sqlite");
        var dll = await BuildAsync(packages);
        var secret = new Secret();
        var folder = published.NewFolder("inbox");
        var sample = new OutgoingDelivery("msg_sample", await File.ReadAllBytesAsync(Path.Combine(Repository.Root, "src/Spotnana.Webhooks.Cli/Samples/pnr-v3.booking-ticketed.air.json")));
        using var sender = new Sender(secret);
        await using var service = await ServiceProcess.StartAsync(published, new ServiceSettings(folder, secret) { Dll = dll });

        var answer = await sender.SendAsync(service.Webhook, sample);

        Assert.Equal(System.Net.HttpStatusCode.OK, answer.Status);
        await Wait.UntilAsync(() => service.Log.Any(line => line.Contains("pnr/6104417720 ticketed, version", StringComparison.Ordinal)), () => $"the handler's line\n{service.Tail()}");
        new InboxFile(folder).AssertKeeps([sample]);
    }

    private async Task<string> PackAsync(params string[] projects)
    {
        var folder = published.NewFolder("packages");
        foreach (var project in projects)
        {
            await Tool.RunOrFailAsync(
                PublishedService.Dotnet, ["pack", $"src/{project}", "-c", Repository.Configuration, "--no-build", "-nodeReuse:false", $"-p:PackageVersion={Version}", "-o", folder], Repository.Root);
            Assert.True(File.Exists(Path.Combine(folder, $"{project}.{Version}.nupkg")));
            Assert.True(File.Exists(Path.Combine(folder, $"{project}.{Version}.snupkg")), "The package has no symbols.");
        }

        return folder;
    }

    /// <summary>Packages that the repository's own restore fetched serve as a fallback; what the test packed stays out of the machine's cache.</summary>
    private async Task<string> BuildAsync(string packages)
    {
        var fetched = Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } set
            ? set
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        var folder = published.NewFolder("fresh");
        await File.WriteAllTextAsync(Path.Combine(folder, "nuget.config"), $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="{Path.Combine(folder, "cache")}" /></config>
              <packageSources><add key="packed" value="{packages}" /></packageSources>
              <fallbackPackageFolders><add key="fetched" value="{fetched}" /></fallbackPackageFolders>
            </configuration>
            """);
        await File.WriteAllTextAsync(Path.Combine(folder, "Fresh.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk.Web">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Spotnana.Webhooks" Version="{Version}" />
                <PackageReference Include="Spotnana.Webhooks.Sqlite" Version="{Version}" />
              </ItemGroup>
            </Project>
            """);
        await File.WriteAllTextAsync(Path.Combine(folder, "Program.cs"), HandlerOfTheReadme());
        var (exitCode, output) = await Tool.RunAsync(
            PublishedService.Dotnet, ["build", "-nodeReuse:false", "-warnaserror", "-o", Path.Combine(folder, "out")], folder, new Dictionary<string, string> { ["NUGET_PACKAGES"] = Path.Combine(folder, "cache"), ["CI"] = "" });
        Assert.True(exitCode == 0, output);
        return Path.Combine(folder, "out", "Fresh.dll");
    }

    private static string HandlerOfTheReadme()
    {
        var readme = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));
        var from = readme.IndexOf("```csharp\n", StringComparison.Ordinal) + "```csharp\n".Length;
        return readme[from..readme.IndexOf("```", from, StringComparison.Ordinal)];
    }
}
