namespace Spotnana.Webhooks.Settings;

/// <summary>Secrets that everybody knows, for trying things out on one's own machine.</summary>
public static class Sandbox
{
    /// <summary>The secret of the Development settings. A service in Production refuses to start with it.</summary>
    public const string Secret = "whsec_c3BvdG5hbmEtc2FuZGJveC1vbmx5LW5vdC1hLXNlY3JldC4=";
}
