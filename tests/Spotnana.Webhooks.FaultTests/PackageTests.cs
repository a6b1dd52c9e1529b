using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Spotnana.Webhooks.FaultTests.Harness;
using Spotnana.Webhooks.TestProcesses;
using Spotnana.Webhooks.TestReadmes;
using Spotnana.Webhooks.TestSources;

namespace Spotnana.Webhooks.FaultTests;

/// <summary>The packages as a newcomer gets them: a fresh project with nothing but what the READMEs show.</summary>
[Collection(FaultCollection.Name)]
public sealed partial class PackageTests(PublishedService published)
{
    private const string Version = "0.0.0-packed";
    private const string ManagementKey = "oncall-0123456789abcdef";

    [Fact]
    public async Task A_fresh_project_of_the_packages_with_the_READMEs_handler_builds_and_handles_a_sample()
    {
        var packages = await PackAsync("Spotnana.Webhooks", "Spotnana.Webhooks.Sqlite");
        var dll = await BuildAsync(packages, Readme.Read(Readme.Front).Blocks("csharp")[0]);
        var secret = new Secret();
        var folder = published.NewFolder("inbox");
        var sample = Sample("pnr-v3.booking-ticketed.air");
        using var sender = new Sender(secret);
        await using var service = await ServiceProcess.StartAsync(published, new ServiceSettings(folder, secret) { Dll = dll });

        var answer = await sender.SendAsync(service.Webhook, sample);

        Assert.Equal(System.Net.HttpStatusCode.OK, answer.Status);
        await Wait.UntilAsync(
            () => service.Log.Any(line => line.Contains("pnr/6104417720 ticketed, version", StringComparison.Ordinal)),
            () => $"the handler's line\n{service.Tail()}");
        new InboxFile(folder).AssertKeeps([sample]);
    }

    [Fact]
    public async Task The_READMEs_ledger_books_each_ticket_once_and_its_duty_of_care_counts_a_rebooked_stay_once()
    {
        var packages = await PackAsync("Spotnana.Webhooks", "Spotnana.Webhooks.Sqlite");
        var dll = await BuildAsync(packages, ExamplesWithStandIns());
        var secret = new Secret();
        var folder = published.NewFolder("inbox");
        using var sender = new Sender(secret);
        await using var service = await ServiceProcess.StartAsync(published, new ServiceSettings(folder, secret) { Dll = dll });

        // The refund overtakes the ticket; the rebooking follows what it replaces.
        string[] names =
        [
            "pnr-v3.ticket-refunded.air", "pnr-v3.booking-ticketed.air", "pnr-v3.booking-ticketed.air",
            "pnr-v3.booking-canceled-by-traveler.hotel", "pnr-v3.booking-rebooked.hotel", "pnr-v3.booking-canceled-by-traveler.car",
        ];
        foreach (var name in names)
            Assert.Equal(HttpStatusCode.OK, (await sender.SendAsync(service.Webhook, Sample(name))).Status);
        await new InboxFile(folder).WaitCompletedAsync(names.Distinct().Count(), service);

        // A line comes a moment after its record.
        await Wait.UntilAsync(() => Effects().Count >= 4, () => $"4 effects\n{service.Tail()}");
        Assert.Equal(
            [
                "effect: 7215330991 replaces 7215330468", "effect: posted 0167489825830 1670.70 USD",
                "effect: posted 0167489900311 118.00 USD", "effect: reversed 0167489825830 1670.70 USD",
            ],
            Effects().Order(StringComparer.Ordinal));

        List<string> Effects() => [.. service.Log.Select(EffectIn).OfType<string>()];

        string? EffectIn(string line) =>
            line.IndexOf("effect: ", StringComparison.Ordinal) is var at && at >= 0 ? line[at..].TrimEnd('"', '}') : null;
    }

    [Fact]
    public async Task The_tests_that_the_testing_package_s_README_shows_build_in_a_fresh_project_and_pass()
    {
        var packages = await PackAsync("Spotnana.Webhooks", "Spotnana.Webhooks.Testing");
        var readme = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "src/Spotnana.Webhooks.Testing/README.md"));
        var snippet = readme.Split("```csharp\n")[1].Split("```")[0];
        var folder = published.NewFolder("fresh-tests");
        var environment = await TakePackagesFromAsync(packages, folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "FreshTests.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Spotnana.Webhooks.Testing" Version="{Version}" />
                {string.Concat(((string[])["Microsoft.NET.Test.Sdk", "xunit", "xunit.runner.visualstudio"]).Select(OurReferenceTo))}
              </ItemGroup>
            </Project>
            """);
        await File.WriteAllTextAsync(Path.Combine(folder, "TicketedTests.cs"), snippet);

        var (exitCode, output) = await Tool.RunAsync(PublishedService.Dotnet, ["test", "-nodeReuse:false"], folder, environment);

        Assert.True(exitCode == 0, output);
        Assert.Matches("Passed: +2,", output);
    }

    [Fact]
    public async Task A_fresh_project_with_the_management_API_answers_those_with_a_key_and_does_not_start_without_one()
    {
        var packages = await PackAsync("Spotnana.Webhooks", "Spotnana.Webhooks.Sqlite", "Spotnana.Webhooks.Management");
        var dll = await BuildAsync(packages, Readme.Read("src/Spotnana.Webhooks.Management/README.md").Blocks("csharp")[0]);
        var secret = new Secret();
        var settings = new ServiceSettings(published.NewFolder("inbox"), secret) { Dll = dll };
        var withKey = settings with
        {
            Environment = new() { ["Management__Keys__oncall__Key"] = ManagementKey, ["Management__Keys__oncall__Rights__0"] = "read" },
        };

        await using (var refused = ServiceProcess.Start(published, settings))
        {
            Assert.NotEqual(0, await refused.WaitForExitAsync());
            await Wait.UntilAsync(
                () => refused.Log.Any(line => line.Contains("Set Management:Keys:<name>:KeyFile", StringComparison.Ordinal)),
                () => $"the setting to set\n{refused.Tail()}");
        }

        using var sender = new Sender(secret);
        await using var service = await ServiceProcess.StartAsync(published, withKey);
        Assert.Equal(HttpStatusCode.OK, (await sender.SendAsync(service.Webhook, Sample("pnr-v3.booking-ticketed.air"))).Status);

        using var client = new HttpClient { BaseAddress = service.Url };
        using var shown = await client.SendAsync(Call("/api/deliveries", ManagementKey));
        Assert.Contains("\"subject\":\"pnr/6104417720\"", await shown.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(Call("/openapi/v1.json", ManagementKey)));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(Call("/api/deliveries", key: null)));
        Assert.Equal(HttpStatusCode.MisdirectedRequest, await StatusAsync(Call("/api/deliveries", ManagementKey, host: "rebound.example")));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(Call("/api/deliveries/msg/payload", ManagementKey)));

        async Task<HttpStatusCode> StatusAsync(HttpRequestMessage request)
        {
            using var answer = await client.SendAsync(request);
            return answer.StatusCode;
        }
    }

    [Fact]
    public async Task The_tool_s_package_installs_as_a_dotnet_tool_and_signs_a_sample()
    {
        var packages = published.NewFolder("packages");
        await PackIntoAsync(packages, "Spotnana.Webhooks.Cli");
        var folder = published.NewFolder("tool");
        var environment = await TakePackagesFromAsync(packages, folder);
        string[] install = ["tool", "install", "Spotnana.Webhooks.Cli", "--tool-path", folder, "--version", Version];

        var (exitCode, output) = await Tool.RunAsync(PublishedService.Dotnet, install, folder, environment);

        Assert.True(exitCode == 0, output);
        var (signed, printed) = await Tool.RunAsync(
            Path.Combine(folder, "spotnana-webhooks"), ["sign", "pnr-v3.booking-ticketed.air"], folder, environment);
        Assert.True(signed == 0, printed);
        Assert.Contains("x-spotnana-webhook-signature: ", printed, StringComparison.Ordinal);
    }

    private static HttpRequestMessage Call(string target, string? key, string? host = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, target);
        request.Headers.Host = host;
        if (key is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return request;
    }

    private static OutgoingDelivery Sample(string name) =>
        new($"msg_{name}", File.ReadAllBytes(Path.Combine(Repository.Root, $"src/Spotnana.Webhooks.Testing/Samples/{name}.json")));

    /// <summary>The examples of the library's README, on stand-ins that say what reached them.</summary>
    private static string ExamplesWithStandIns()
    {
        var readme = Readme.Read(Readme.Handlers);
        string[] shown = ["## Example: a ledger", "## Example: duty of care", "## Example: a directory"];
        var (usings, standIns) = Readme.StandIns(["Ledger", "Whereabouts", "DirectorySync"]);
        string[] ours =
        [
            "using System.Collections.Concurrent;", "using Spotnana.Webhooks;", "using Spotnana.Webhooks.Sqlite;",
            "using Spotnana.Webhooks.Contract;", "using Spotnana.Webhooks.Dispatch;",
        ];
        return $$"""
            {{string.Join('\n', usings.Union(ours))}}

            var builder = WebApplication.CreateBuilder(args);
            builder.Services.AddSingleton<IBooks, StandIn>().AddSingleton<IPresences, StandIn>()
                .AddSingleton<IDirectory, MemoryDirectory>();
            {{readme.BlockAfter("Register them like this", "csharp")}}
            var app = builder.Build();
            app.MapSpotnanaWebhooks();
            app.MapSpotnanaWebhooksHealth();
            app.Run();

            {{string.Concat(shown.Select(heading => readme.BlockAfter(heading, "csharp")))}}

            {{standIns}}

            sealed class StandIn(ILogger<StandIn> logger) : IBooks, IPresences
            {
                private static readonly ConcurrentDictionary<string, string> Known = new();

                public ValueTask<bool> AdvanceAsync(string account, long version, CancellationToken cancellationToken) =>
                    ValueTask.FromResult(true);

                public ValueTask PostOnceAsync(string account, string number, Money price, CancellationToken cancellationToken) =>
                    OnceAsync($"posted {number} {price}");

                public ValueTask ReverseAsync(string account, string number, Money? returned, CancellationToken cancellationToken) =>
                    returned is null ? ValueTask.CompletedTask : OnceAsync($"reversed {number} {returned}");

                public ValueTask ReverseOthersAsync(
                    string account, IReadOnlyCollection<string> numbers, CancellationToken cancellationToken) => ValueTask.CompletedTask;

                public ValueTask SaveAsync(
                    string pnrId, long version, IReadOnlyList<Presence> presences, IReadOnlyList<string> replaces,
                    CancellationToken cancellationToken) =>
                    replaces.Count == 0 ? ValueTask.CompletedTask : OnceAsync($"{pnrId} replaces {string.Join(' ', replaces)}");

                public ValueTask<IReadOnlyList<Presence>> FindAsync(
                    string codeOrCity, DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken) =>
                    throw new NotSupportedException();

                private ValueTask OnceAsync(string effect)
                {
                    if (Known.TryAdd(effect, ""))
                        logger.LogInformation("effect: {Effect}", effect);
                    return ValueTask.CompletedTask;
                }
            }
            """;
    }

    private static string Reference(string package)
    {
        var name = Path.GetFileName(package).Replace($".{Version}.nupkg", "", StringComparison.Ordinal);
        return $"""<PackageReference Include="{name}" Version="{Version}" />""";
    }

    private async Task<string> PackAsync(params string[] projects)
    {
        var folder = published.NewFolder("packages");
        foreach (var project in projects)
        {
            await PackIntoAsync(folder, project);
            using var package = ZipFile.OpenRead(Path.Combine(folder, $"{project}.{Version}.nupkg"));
            using var readme = new StreamReader(package.GetEntry("README.md")!.Open());
            Assert.Equal(Readme.Read($"src/{project}/README.md").Text, await readme.ReadToEndAsync());
            Assert.True(File.Exists(Path.Combine(folder, $"{project}.{Version}.snupkg")), "The package has no symbols.");
            using var specification = new StreamReader(package.GetEntry($"{project}.nuspec")!.Open());
            Assert.Equal(
                project == "Spotnana.Webhooks" ? [] : [$"Spotnana.Webhooks [{Version}]"],
                OwnDependency().Matches(await specification.ReadToEndAsync()).Select(match => $"{match.Groups[1]} {match.Groups[2]}"));
        }

        return folder;
    }

    private static Task PackIntoAsync(string folder, string project) => Tool.RunOrFailAsync(
        PublishedService.Dotnet,
        [
            "pack", $"src/{project}", "-c", Repository.Configuration, "--no-build", "-nodeReuse:false", $"-p:PackageVersion={Version}",
            "-o", folder,
        ],
        Repository.Root);

    /// <summary>A reference to a package in the version of this repository's own tests.</summary>
    private static string OurReferenceTo(string package)
    {
        var versions = File.ReadAllText(Path.Combine(Repository.Root, "Directory.Packages.props"));
        return Regex.Match(versions, $"""<PackageVersion Include="{Regex.Escape(package)}" Version="[^"]+" />""")
            .Value.Replace("PackageVersion", "PackageReference", StringComparison.Ordinal);
    }

    /// <summary>
    /// Packages that the repository's own restore fetched serve as a fallback; what the test packed stays out of the machine's cache.
    /// </summary>
    /// <returns>The environment for builds in the folder.</returns>
    private static async Task<Dictionary<string, string>> TakePackagesFromAsync(string packages, string folder)
    {
        var fetched = Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } set
            ? set
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        var cache = Path.Combine(folder, "cache");
        await File.WriteAllTextAsync(Path.Combine(folder, "nuget.config"), $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="{cache}" /></config>
              <packageSources><add key="packed" value="{packages}" /></packageSources>
              <fallbackPackageFolders><add key="fetched" value="{fetched}" /></fallbackPackageFolders>
            </configuration>
            """);
        return new Dictionary<string, string> { ["NUGET_PACKAGES"] = cache, ["CI"] = "" };
    }

    private async Task<string> BuildAsync(string packages, string program)
    {
        var folder = published.NewFolder("fresh");
        var environment = await TakePackagesFromAsync(packages, folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "Fresh.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk.Web">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
              </PropertyGroup>
              <ItemGroup>
                {string.Concat(Directory.GetFiles(packages, "*.nupkg").Select(Reference))}
              </ItemGroup>
            </Project>
            """);
        await File.WriteAllTextAsync(Path.Combine(folder, "Program.cs"), program);
        var (exitCode, output) = await Tool.RunAsync(
            PublishedService.Dotnet, ["build", "-nodeReuse:false", "-warnaserror", "-o", Path.Combine(folder, "out")], folder, environment);
        Assert.True(exitCode == 0, output);
        return Path.Combine(folder, "out", "Fresh.dll");
    }

    [GeneratedRegex("""<dependency id="(Spotnana[^"]*)" version="([^"]*)" """)]
    private static partial Regex OwnDependency();
}
