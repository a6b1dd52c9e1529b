namespace Spotnana.Webhooks.Settings;

/// <summary>What is known to everybody and therefore only good for trying out on one's own machine.</summary>
public static class Sandbox
{
    /// <summary>The secret of the Development settings. A service in Production refuses to start with it.</summary>
    public const string Secret = "whsec_c3BvdG5hbmEtc2FuZGJveC1vbmx5LW5vdC1hLXNlY3JldC4=";
}
