using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Spotnana.Webhooks.Intake.Subscriptions;
using Spotnana.Webhooks.Settings;
using Spotnana.Webhooks.TestLogging;
using Spotnana.Webhooks.Tests.Support;

namespace Spotnana.Webhooks.Tests.Intake.Subscriptions;

/// <summary>Subscriptions whose settings and files are polled when a test says so.</summary>
internal sealed class PolledSubscriptions : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("secrets-");
    private readonly CredentialTable _table;

    /// <summary>In a setting's value <c>~</c> stands for the folder of the files; a file is a name and its content.</summary>
    public PolledSubscriptions(string[] files, params (string Key, string Value)[] settings)
    {
        foreach (var file in files.Chunk(2))
            Write(file[0], file[1]);
        Settings = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)Rooted(setting.Value))))
            .Build();

        SubscriptionsSetup[] setups = [new(Settings)];
        var options = new OptionsFactory<SubscriptionsOptions>(setups, []).Create(Options.DefaultName);
        _table = new CredentialTable(options, new ProductionEnvironment());
        Assert.Empty(_table.Read(options).SelectMany(news => news.Setting.Errors));
        Poller = new CredentialPoller(_table, Options.Create(options), setups, [], new SecretChanges(Time), Time, Log);
    }

    public FakeTimeProvider Time { get; } = new();

    public CredentialPoller Poller { get; }

    public ListLogger<CredentialPoller> Log { get; } = new();

    public IConfigurationRoot Settings { get; }

    public IReadOnlyList<string> Errors => Log.At(LogLevel.Error);

    public IReadOnlyList<string> Taken =>
        [.. Log.At(LogLevel.Information).Where(line => line.Contains("was read again", StringComparison.Ordinal))];

    public CredentialSet Of(string subscription) =>
        _table.Subscriptions.Single(other => other.Key == $"Subscriptions:{subscription}").Current;

    public IReadOnlyList<string> SecretsOf(string subscription) =>
        [.. Of(subscription).Secrets.ToArray().Select(secret => secret.Reveal())];

    public void Write(string file, string content) => File.WriteAllText(Path.Combine(_folder.FullName, file), content);

    public void Delete(string file) => File.Delete(Path.Combine(_folder.FullName, file));

    public void MakeFolder(string file)
    {
        Delete(file);
        Directory.CreateDirectory(Path.Combine(_folder.FullName, file));
    }

    public void Poll() => Poller.Poll();

    private string Rooted(string value) => value.Replace("~", _folder.FullName, StringComparison.Ordinal);

    public void Dispose()
    {
        Poller.Dispose();
        _folder.Delete(recursive: true);
    }
}
