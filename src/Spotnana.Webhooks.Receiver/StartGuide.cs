using Microsoft.Extensions.Options;
using Spotnana.Webhooks.Dispatch;
using Spotnana.Webhooks.Inbox.Hosting;
using Spotnana.Webhooks.Intake.Subscriptions;
using Spotnana.Webhooks.Receiver.Forwarding;
using Spotnana.Webhooks.Receiver.Listening;
using Spotnana.Webhooks.Receiver.Telemetry;
using Spotnana.Webhooks.Settings;

namespace Spotnana.Webhooks.Receiver;

/// <summary>
/// Logs what starts, with which settings; once the service listens, where it takes deliveries and which handlers get them; and once the
/// inbox is open, that it is ready and what to try next.
/// </summary>
internal sealed partial class StartGuide(
    ListenerAddresses addresses, IOptions<SubscriptionsOptions> subscriptions, IEnumerable<HandlerRegistration> handlers,
    InboxStatus inbox, IConfiguration configuration, IHostEnvironment environment, IHostApplicationLifetime lifetime,
    ILogger<StartGuide> logger)
    : IHostedLifecycleService
{
    // That of ASP.NET Core's own log, which Serilog replaces.
    private const string UnreadSection = "Logging";

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        var files = configuration is IConfigurationBuilder sources ? SettingsSources.Files(sources) : [];
        Log.Starting(logger, TelemetryExtensions.Version, environment.EnvironmentName, string.Join(", ", files));
        if (new OtelVariables(configuration).WithoutEffect().ToList() is { Count: > 0 } unread)
            Log.UnreadVariables(logger, string.Join(", ", unread));
        if (configuration.GetSection(UnreadSection).GetChildren().Any())
            Log.UnreadSection(logger, UnreadSection);
        return Task.CompletedTask;
    }

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        var url = addresses.UrlOf(Listener.Webhooks);
        foreach (var (name, subscription) in subscriptions.Value.Subscriptions)
        {
            Log.Subscription(logger, name, new Uri(url, subscription.PathOf(name)));
            if (subscription.OAuth.Enabled)
                Log.Tokens(logger, name, new Uri(url, subscription.TokenPathOf(name)));
        }

        foreach (var handler in handlers)
            Log.Handler(logger, handler.Name);
        if (handlers.All(handler => handler.Name == LogHandler.Name))
            Log.OnlyLogged(logger, environment.IsDevelopment() ? LogLevel.Information : LogLevel.Warning);
        _ = SayWhenReadyAsync(url);
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task SayWhenReadyAsync(Uri url)
    {
        await inbox.Worked.WaitAsync(lifetime.ApplicationStopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (lifetime.ApplicationStopping.IsCancellationRequested)
            return;

        Log.Ready(logger, url);
        if (environment.IsDevelopment()
            && subscriptions.Value.Subscriptions.Values.Any(subscription => subscription.Secrets.Contains(Sandbox.Secret)))
        {
            Log.Sandbox(logger);
            Log.Try(logger);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Ready on {Url}")]
        public static partial void Ready(ILogger logger, Uri url);

        [LoggerMessage(2, LogLevel.Information, "Handler {Handler} is registered")]
        public static partial void Handler(ILogger logger, string handler);

        [LoggerMessage(EventId = 3,
            Message = "No route is configured: deliveries are stored and logged, and nothing else. See Routes in the Receiver's README.")]
        public static partial void OnlyLogged(ILogger logger, LogLevel level);

        [LoggerMessage(4, LogLevel.Information,
            "The sandbox secret is Subscriptions:spotnana:Secrets:0 in src/Spotnana.Webhooks.Receiver/appsettings.Development.json")]
        public static partial void Sandbox(ILogger logger);

        [LoggerMessage(5, LogLevel.Information, "Try: dotnet run --project src/Spotnana.Webhooks.Cli -- send pnr-v3.booking-ticketed.air")]
        public static partial void Try(ILogger logger);

        [LoggerMessage(6, LogLevel.Information, "Starting version {Version:l} in {Environment:l}, with settings from {Files:l}")]
        public static partial void Starting(ILogger logger, string? version, string environment, string files);

        [LoggerMessage(8, LogLevel.Warning, "These variables of OpenTelemetry have no effect here: {Variables:l}")]
        public static partial void UnreadVariables(ILogger logger, string variables);

        [LoggerMessage(9, LogLevel.Warning, "The settings below {Section:l} have no effect. Set levels below Serilog:MinimumLevel")]
        public static partial void UnreadSection(ILogger logger, string section);

        [LoggerMessage(10, LogLevel.Information, "The client of subscription {Subscription} gets tokens at {Url}")]
        public static partial void Tokens(ILogger logger, string subscription, Uri url);

        [LoggerMessage(7, LogLevel.Information, "Deliveries of subscription {Subscription} are taken at {Url}")]
        public static partial void Subscription(ILogger logger, string subscription, Uri url);
    }
}
