using Microsoft.AspNetCore.Builder;
using Spotnana.Webhooks.Receiver.Tests.Support;
using Spotnana.Webhooks.Settings;
using Spotnana.Webhooks.TestSources;

namespace Spotnana.Webhooks.Receiver.Tests;

/// <summary>Where settings come from: which source wins, and what a named file that cannot be used ends in.</summary>
public sealed class SettingsFileTests : IDisposable
{
    private const string WebhooksUrl = "Kestrel:Endpoints:Webhooks:Url";
    private const string Variable = "SPOTNANA_WEBHOOKS_SETTINGS";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("settings-");

    public static TheoryData<string?, string> Unusable => new()
    {
        { null, "but there is no such file. Put it there (mount it), or fix the path." },
        { "", "which is no JSON: see line 1, byte 1." },
        { "{\n\"Subscriptions\": hunter2 }", "which is no JSON: see line 2, byte 18." },
        { "[]", "which is no JSON object that can be used." },
    };

    [Theory]
    [InlineData("--settings")]
    [InlineData("--settings=")]
    [InlineData(Variable)]
    public void A_named_file_wins_over_the_files_beside_the_program(string by)
    {
        var file = Write("""{ "Intake": { "QueueCapacity": 7 }, "Dispatch": { "Concurrency": 7 } }""", ".hidden.json");
        using var app = Build(by switch
        {
            "--settings" => ["--settings", file],
            Variable => [$"--{Variable}={file}"],
            _ => [by + file],
        });
        Assert.Equal(("7", "7"), (app.Configuration["Intake:QueueCapacity"], app.Configuration["Dispatch:Concurrency"]));
    }

    [Fact]
    public async Task The_environment_wins_over_a_named_file_and_the_start_names_version_environment_files_and_handlers()
    {
        var file = Write("""{ "Routes": { "expenses": { "Forward": { "Url": "https://file.example/" } } }, "Intake": { "QueueCapacity": 0 } }""");
        await using var service = new ServiceRun(new() { ["Intake:QueueCapacity"] = "9" }, "--settings", file);

        await service.SaysAsync("Ready on http://127.0.0.1:");

        var beside = Path.Combine(ServiceRun.Folder, "appsettings.json");
        Assert.Matches($"Starting version [0-9]+\\.[0-9].* in Production, with settings from {beside}, {file}\"", service.Output);
        Assert.Matches("subscription \\\\\"spotnana\\\\\" are taken at http://127.0.0.1:[0-9]+/webhooks/spotnana\"", service.Output);
        Assert.Contains("Handler \\\"expenses\\\" is registered", service.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("StartLine", service.Output, StringComparison.Ordinal); // which would say it again
    }

    [Theory]
    [MemberData(nameof(Unusable))]
    public async Task A_named_file_that_cannot_be_used_ends_the_start_with_78_and_one_line(string? content, string expected)
    {
        var file = content is null ? Path.Combine(_folder.FullName, "none.json") : Write(content);
        await using var service = new ServiceRun(new() { [Variable] = file });

        Assert.Equal(78, await service.EndAsync());

        Assert.StartsWith($"The service does not start:\n  {Variable} is '{file}', {expected}", service.Output, StringComparison.Ordinal);
        Assert.Equal(2, service.Output.Split('\n').Length);
        Assert.DoesNotContain("hunter2", service.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_switch_without_a_file_ends_the_start_with_78()
    {
        await using var service = new ServiceRun([], "--settings");
        Assert.Equal(78, await service.EndAsync());
        Assert.Contains("--settings names no file.", service.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_another_process_owns_the_inbox_it_does_not_say_that_it_is_ready_and_then_it_does()
    {
        var inbox = Path.Combine(_folder.FullName, "inbox.db");
        await using var second = await StartBesideAsync(inbox);
        await second.SaysAsync("Ready on");
    }

    [Theory]
    [InlineData("Development")]
    [InlineData("development")]
    public void Development_listens_on_loopback_only(string environment)
    {
        using var app = Build([$"--environment={environment}"]);
        Assert.Equal("http://localhost:8080", app.Configuration[WebhooksUrl]);
    }

    [Fact]
    public void An_address_set_for_Development_is_honoured()
    {
        var file = Write($$"""{ "{{WebhooksUrl}}": "http://*:9000" }""");
        using var byFile = Build(["--environment=Development", "--settings", file]);
        using var byCommandLine = Build(["--environment=Development", $"--{WebhooksUrl}=http://*:8080"]);
        Assert.Equal("http://*:9000", byFile.Configuration[WebhooksUrl]);
        Assert.Equal("http://*:8080", byCommandLine.Configuration[WebhooksUrl]);
    }

    [Theory]
    [InlineData("Production")]
    [InlineData("Staging")]
    public void Elsewhere_it_listens_on_every_address(string environment)
    {
        using var app = Build([$"--environment={environment}"]);
        Assert.Equal("http://*:8080", app.Configuration[WebhooksUrl]);
    }

    [Theory]
    [InlineData("Staging")]
    [InlineData("prod")]
    [InlineData("Prod")]
    [InlineData("production ")]
    [InlineData("Development ")]
    [InlineData("Test")]
    public void Only_Development_may_have_the_sandbox_secret(string environment)
    {
        using var receiver = new RunningReceiver(
            new() { ["Subscriptions:spotnana:Secrets:0"] = Sandbox.Secret }, environment: environment);
        Assert.Contains(
            "Subscriptions:spotnana:Secrets:0 is the sandbox secret", Assert.ThrowsAny<Exception>(receiver.Start).ToString(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_beside_the_program_are_read_again_when_they_change_and_no_folder_is_watched_for_that()
    {
        var name = $"Test{Guid.NewGuid():N}";
        var path = Path.Combine(ServiceRun.Folder, $"appsettings.{name}.json");
        await File.WriteAllTextAsync(path, "{}");
        try
        {
            await using var service = new ServiceRun(new() { ["ASPNETCORE_ENVIRONMENT"] = name });
            await service.SaysAsync("Ready on");
            await File.WriteAllTextAsync(
                path, $$"""{ "Subscriptions": { "spotnana": { "Secrets": { "1": "{{TestDelivery.OtherSecret}}" } } } }""");

            await service.SaysAsync("was read again and is in use: 2 valid");
            Assert.False(service.WatchesFolders);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void The_image_says_Production() => Assert.Contains(
        "ENV ASPNETCORE_ENVIRONMENT=Production ", File.ReadAllText(Path.Combine(Repository.Root, "Dockerfile")), StringComparison.Ordinal);

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>A service that waits for an inbox, whose owner has ended by now.</summary>
    private static async Task<ServiceRun> StartBesideAsync(string inbox)
    {
        await using var first = new ServiceRun(new() { ["Inbox:Sqlite:Path"] = inbox });
        await first.SaysAsync("Ready on");
        var second = new ServiceRun(new() { ["Inbox:Sqlite:Path"] = inbox });
        await second.SaysAsync("Waiting up to");
        await second.SaysAsync("Application started"); // what is said too early comes before it
        Assert.DoesNotContain("Ready", second.Output, StringComparison.Ordinal);
        return second;
    }

    // A watcher for each would use up the machine's inotify instances.
    private static WebApplication Build(string[] args) => ReceiverApplication.Build(
        [.. args, "--hostBuilder:reloadConfigOnChange=false", $"--Subscriptions:spotnana:Secrets:0={TestDelivery.Secret}"]);

    private string Write(string content, string name = "settings.json")
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, content);
        return path;
    }
}
